namespace Triage.Core.Scoring.Text;

/// <summary>What a token is.</summary>
internal enum TokenKind : byte
{
    /// <summary>End of a sentence or clause; word sequences do not cross it.</summary>
    Break,

    /// <summary>A run of letters of a spaced script, folded.</summary>
    Word,

    /// <summary>A number, by its magnitude.</summary>
    Number,

    /// <summary>One character of Han, Kana or Hangul.</summary>
    Cjk,

    /// <summary>An emoji, a pictograph or a mark such as #.</summary>
    Symbol,
}

/// <summary>A piece of a text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Hash">64-bit hash of the folded piece; a number's is that of its magnitude.</param>
/// <param name="Start">First UTF-16 unit in the text.</param>
/// <param name="End">The one after the last.</param>
/// <param name="Length">Folded characters, kept in <see cref="Tokenizer.Folded"/> for a word; a number's
/// digits.</param>
internal readonly record struct Token(TokenKind Kind, ulong Hash, int Start, int End, int Length);
