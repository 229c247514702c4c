namespace Triage.Core.Scoring;

/// <summary>Explicit answers to the twelve criteria, each unanswered, 0, 1 or 2.</summary>
/// <remarks>Two bits a criterion: 0 is unanswered, else the answer plus one.</remarks>
public readonly record struct Answers
{
    private readonly uint _bits;

    private Answers(uint bits) => _bits = bits;

    /// <summary>Gets the answers of someone who knows none.</summary>
    public static Answers None => default;

    /// <summary>Gets whether no criterion is answered.</summary>
    public bool IsEmpty => _bits == 0;

    /// <summary>Returns these answers with one more, which replaces an earlier one.</summary>
    public Answers With(Criterion criterion, Level answer)
    {
        int shift = (int)criterion * 2;
        return new Answers((_bits & ~(3u << shift)) | (((uint)answer + 1) << shift));
    }

    /// <summary>Gets the answer to a criterion.</summary>
    /// <returns><see langword="false"/> when it is unanswered.</returns>
    public bool TryGet(Criterion criterion, out Level answer)
    {
        uint code = (_bits >> ((int)criterion * 2)) & 3;
        answer = (Level)(code == 0 ? 0 : code - 1);
        return code != 0;
    }
}
