namespace Triage.Server.Tests.Support;

/// <summary>Tests that measure the memory of the whole process run while no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
