using System.Numerics;
using System.Runtime.CompilerServices;

namespace Triage.Core.Scoring.Text;

/// <summary>The hashes that name n-grams; a model is only valid with the hashes it was trained by.</summary>
/// <remarks>Multiply and rotate on 64 bits, finished as in splitmix64 (Steele, Lea and Flood, OOPSLA 2014).</remarks>
internal static class Hashing
{
    public const ulong Seed = 0x243F6A8885A308D3;

    /// <summary>Salts of the kinds of keys that are not plain tokens.</summary>
    public const ulong NumberSalt = 0xA1;
    public const ulong AmountSalt = 0xA2;
    public const ulong InsideSalt = 0xA3;
    public const ulong PrefixSalt = 0xA4;
    public const ulong SurfaceSalt = 0xA5;
    public const ulong FirstSalt = 0xA6;
    public const ulong ConceptSalt = 0xA7;

    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    /// <summary>Takes one more character into a running hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ulong hash, char unit) => (BitOperations.RotateLeft(hash, 5) ^ unit) * Multiplier;

    /// <summary>Ends a running hash, so that all its bits depend on all characters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Finish(ulong hash)
    {
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        return hash ^ (hash >> 27);
    }

    /// <summary>Returns the key of a sequence followed by one more token.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Then(ulong sequence, ulong token) =>
        Finish((BitOperations.RotateLeft(sequence, 23) ^ token) * Multiplier);

    /// <summary>Returns the key of a value of some kind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Salted(ulong salt, ulong value) => Then(salt * 0xD6E8FEB86659FD93, value);
}
