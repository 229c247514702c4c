using System.Collections.Concurrent;
using System.Globalization;

namespace Triage.Soak;

/// <summary>What happened, counted, and what must not happen.</summary>
internal sealed class Tally
{
    public const string WrongDecisions = "**wrong decisions**";
    public const string LostWrites = "**lost writes**";
    public const string UnexplainedErrors = "**unexplained errors**";

    private const int MaxTold = 20;

    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _figures = new();
    private readonly ConcurrentQueue<string> _faults = new();

    public bool IsGood => _faults.IsEmpty;

    public void Count(string what, long by = 1) => _counts.AddOrUpdate(what, by, (_, count) => count + by);

    /// <summary>Keeps the greatest of what was measured.</summary>
    public void Most(string what, long value) => _counts.AddOrUpdate(what, value, (_, most) => Math.Max(most, value));

    /// <summary>Notes a figure in words.</summary>
    public void Figure(string what, string value) => _figures.Enqueue($"| {what} | {value} |");

    /// <summary>Notes what must not happen.</summary>
    public void Fault(string kind, string what)
    {
        Count(kind);
        _faults.Enqueue($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {kind}: {what}");
    }

    /// <summary>Prints all counts, in Markdown, and the first faults.</summary>
    public void Print()
    {
        foreach (string never in (string[])[WrongDecisions, LostWrites, UnexplainedErrors])
        {
            Count(never, by: 0);
        }

        Console.WriteLine("| what | count |\n| --- | --- |");
        foreach ((string what, long count) in _counts.OrderBy(count => count.Key, StringComparer.Ordinal))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {count:N0} |"));
        }

        foreach (string figure in _figures)
        {
            Console.WriteLine(figure);
        }

        Console.WriteLine(IsGood ? "\nAll held." : "\nNot all held.");
        foreach (string fault in _faults.Take(MaxTold))
        {
            Console.Error.WriteLine(fault);
        }
    }
}
