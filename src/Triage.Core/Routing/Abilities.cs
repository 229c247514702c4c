namespace Triage.Core.Routing;

/// <summary>What a channel asks of a customer, and what a customer may lack.</summary>
[Flags]
public enum Abilities : byte
{
    None = 0,
    Hearing = 1,
    Speech = 2,
    Sight = 4,

    /// <summary>Reading and writing the language.</summary>
    Reading = 8,

    /// <summary>Leaving the house.</summary>
    Travel = 16,
}
