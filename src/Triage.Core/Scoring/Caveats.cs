namespace Triage.Core.Scoring;

/// <summary>Circumstances of a score that a caller should know.</summary>
[Flags]
public enum Caveats : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Only the head and the tail of the text were read.</summary>
    TextTruncated = 1,

    /// <summary>The model knows less than half of the text's words, or the text has none. Idle typing ("x", "aaaa",
    /// "asdf") is no word.</summary>
    TextUnintelligible = 2,

    /// <summary>The text is in a language that the model does not know, or in none that can be told.</summary>
    LanguageUnsupported = 4,
}
