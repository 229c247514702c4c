namespace Triage.Core.Scoring;

/// <summary>Circumstances of a score that a caller should know.</summary>
[Flags]
public enum Caveats : byte
{
    None = 0,

    /// <summary>Only the head and the tail of the text were read.</summary>
    TextTruncated = 1,

    /// <summary>The text holds no word that the model could read.</summary>
    TextUnintelligible = 2,

    /// <summary>The text is in a language that the model does not know.</summary>
    LanguageUnsupported = 4,
}
