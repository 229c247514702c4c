namespace Triage.Server.Decisions;

/// <summary>A field of a request that cannot be taken.</summary>
/// <param name="Field">Its path, such as <c>context.available_channels[2]</c>.</param>
/// <param name="Description">What was expected and what came.</param>
internal readonly record struct FieldFault(string Field, string Description)
{
    public override string ToString() => $"{Field}: {Description}";
}
