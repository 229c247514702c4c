namespace Triage.Learning.Training;

/// <summary>What a feature stands for; kinds are trained at different rates.</summary>
internal enum FeatureKind : byte
{
    /// <summary>A word, a number's magnitude, an emoji or one character of Han, Kana or Hangul.</summary>
    Token,

    /// <summary>Two or three tokens in a row.</summary>
    Sequence,

    /// <summary>Characters inside a word.</summary>
    Inside,

    /// <summary>A concept of the lexicon.</summary>
    Concept,

    /// <summary>What the text looks like, and the token that it begins with.</summary>
    Surface,
}
