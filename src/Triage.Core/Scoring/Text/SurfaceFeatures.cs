namespace Triage.Core.Scoring.Text;

/// <summary>Turns what a text looks like into keys of the model, by bounded steps: raw lengths extrapolate
/// badly.</summary>
internal static class SurfaceFeatures
{
    /// <summary>Most keys that one text can have.</summary>
    public const int MaxCount = 7;

    private const int StepsPerTrait = 16;

    /// <summary>Writes the keys of a text.</summary>
    /// <param name="surface">Its counts.</param>
    /// <param name="keys">Destination of at least <see cref="MaxCount"/> keys.</param>
    /// <returns>How many were written.</returns>
    public static int Write(in Surface surface, Span<ulong> keys)
    {
        int count = 0;
        Add(keys, ref count, 0, LengthStep(surface.Words + (surface.Cjk / 2)));
        Add(keys, ref count, 1, Math.Min(surface.Questions, 3));
        Add(keys, ref count, 2, Math.Min(surface.Exclamations, 3));
        Add(keys, ref count, 3, CapitalsStep(surface));
        Add(keys, ref count, 4, Math.Min(surface.Symbols, 2));
        Add(keys, ref count, 5, surface.Numbers switch { 0 => 0, 1 => 1, <= 3 => 2, _ => 3 });
        Add(keys, ref count, 6, surface.OtherScript * 2 > surface.Words ? 1 : 0);
        return count;
    }

    private static void Add(Span<ulong> keys, ref int count, int trait, int step)
    {
        if (step > 0)
        {
            keys[count++] = Hashing.Salted(Hashing.SurfaceSalt, (ulong)((trait * StepsPerTrait) + step));
        }
    }

    private static int LengthStep(int words) => words switch
    {
        <= 1 => 1,
        <= 3 => 2,
        <= 6 => 3,
        <= 10 => 4,
        <= 16 => 5,
        <= 25 => 6,
        <= 40 => 7,
        <= 70 => 8,
        _ => 9,
    };

    private static int CapitalsStep(in Surface surface)
    {
        const int fewLetters = 8;
        return surface.Letters < fewLetters || surface.Uppercase * 2 < surface.Letters ? 0
            : surface.Uppercase * 5 < surface.Letters * 4 ? 1
            : 2;
    }
}
