namespace Triage.Core.Scoring.Text;

/// <summary>What a text looks like, counted while it is cut.</summary>
internal struct Surface
{
    public int Letters;
    public int Uppercase;
    public int Words;
    public int Cjk;
    public int Questions;
    public int Exclamations;
    public int Symbols;
    public int Numbers;
    public int OtherScript;

    /// <summary>Adds up what two stretches of a text looked like.</summary>
    public readonly Surface Plus(Surface other) => new()
    {
        Letters = Letters + other.Letters,
        Uppercase = Uppercase + other.Uppercase,
        Words = Words + other.Words,
        Cjk = Cjk + other.Cjk,
        Questions = Questions + other.Questions,
        Exclamations = Exclamations + other.Exclamations,
        Symbols = Symbols + other.Symbols,
        Numbers = Numbers + other.Numbers,
        OtherScript = OtherScript + other.OtherScript,
    };
}
