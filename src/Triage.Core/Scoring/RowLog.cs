namespace Triage.Core.Scoring;

/// <summary>Keeps every row that a text selects, with its place, for explanations.</summary>
internal readonly struct RowLog(List<RowLog.Entry> rows) : IRowSink
{
    public List<Entry> Rows { get; } = rows;

    public void Add(int row, int start, int end) => Rows.Add(new Entry(row, start, end));

    /// <summary>A row and the stretch of text that selected it; an empty one for surface features.</summary>
    internal readonly record struct Entry(int Row, int Start, int End);
}
