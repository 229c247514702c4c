namespace Triage.Core.Routing;

/// <summary>The two channels of a cell or an override, by index.</summary>
internal readonly record struct Row(byte Primary, byte Secondary)
{
    /// <summary>Stands for no channel; no set of channels holds it.</summary>
    public const byte None = byte.MaxValue;
}
