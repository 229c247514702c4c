namespace Triage.Core.Scoring.Text;

/// <summary>What a character is to the tokenizer; the numbers stand in folding.bin.</summary>
internal enum CharClass : byte
{
    Separator = 0,
    Letter = 1,
    Digit = 2,

    /// <summary>Han, Kana or Hangul: a token of its own.</summary>
    Cjk = 3,

    /// <summary>A combining mark or an invisible character, read as if it were not there.</summary>
    Ignorable = 4,

    /// <summary>An emoji, a pictograph, or one of # @ % *.</summary>
    Symbol = 5,
    Apostrophe = 6,
    Currency = 7,
    Surrogate = 8,
    Question = 9,
    Exclamation = 10,
}
