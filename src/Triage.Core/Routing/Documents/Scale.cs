namespace Triage.Core.Routing.Documents;

/// <summary>The levels that a policy tells apart.</summary>
public enum Scale : byte
{
    /// <summary>Low, medium and high: 27 cells.</summary>
    Ternary = 0,

    /// <summary>Low and high, at one cut point: 8 cells.</summary>
    Binary = 1,
}
