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
}
