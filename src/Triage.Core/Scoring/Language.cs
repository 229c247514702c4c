namespace Triage.Core.Scoring;

/// <summary>Language of a text, as far as the model tells languages apart.</summary>
public enum Language : byte
{
    English = 0,
    Korean = 1,
    Japanese = 2,
    Chinese = 3,
    Spanish = 4,
    French = 5,
    German = 6,
    Portuguese = 7,

    /// <summary>Any other language, or none.</summary>
    Undetermined = 8,
}
