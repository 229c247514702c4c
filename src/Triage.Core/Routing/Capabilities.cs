namespace Triage.Core.Routing;

/// <summary>What a channel can do beyond talking.</summary>
[Flags]
public enum Capabilities : byte
{
    None = 0,
    VerifyIdentity = 1,
    TakeDocuments = 2,
    SeeScreen = 4,
    Visit = 8,
}
