namespace Triage.Core.Scoring;

/// <summary>Takes the rows that a text selects.</summary>
internal interface IRowSink
{
    /// <summary>Takes a row.</summary>
    /// <param name="row">Its number.</param>
    /// <param name="start">First UTF-16 unit of the n-gram.</param>
    /// <param name="end">The one after the last; equal to <paramref name="start"/> for what belongs to no word.</param>
    void Add(int row, int start, int end);
}
