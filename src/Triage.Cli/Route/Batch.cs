using Spectre.Console;
using Triage.Server.Decisions;
using Triage.V1;

namespace Triage.Cli.Route;

/// <summary>Decides queries with the same answers, policy and instant.</summary>
/// <param name="decider">What decides.</param>
/// <param name="policy">The policy.</param>
/// <param name="template">All of the request but its text.</param>
/// <param name="instant">The instant to decide for.</param>
internal sealed class Batch(Decider decider, ServedPolicy policy, TriageRequest template, DateTimeOffset instant)
{
    /// <summary>Decides every query, with a progress bar on a terminal when there are many.</summary>
    public IReadOnlyList<BatchLine> Decide(QuerySource source, CancellationToken cancellation)
    {
        if (source.IsSingle || Console.IsErrorRedirected)
        {
            return Decide(source, () => cancellation.ThrowIfCancellationRequested());
        }

        IAnsiConsole terminal =
            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return terminal.Progress().AutoClear(true).Start(progress =>
        {
            ProgressTask task = progress.AddTask("deciding", maxValue: source.Lines.Count);
            return Decide(source, () =>
            {
                cancellation.ThrowIfCancellationRequested();
                task.Increment(1);
            });
        });
    }

    private List<BatchLine> Decide(QuerySource source, Action onLine)
    {
        List<BatchLine> lines = new(source.Lines.Count);
        foreach (string text in source.Lines)
        {
            onLine();
            string place = source.IsSingle ? "" : $"{source.Name}:{lines.Count + 1}: ";
            lines.Add(Decide(text, place));
        }

        return lines;
    }

    private BatchLine Decide(string text, string place)
    {
        TriageRequest request = template.Clone();
        request.Text = text;
        return RequestValidator.Validate(request) is { } faults
            ? new BatchLine(text, place, null, string.Join("; ", faults))
            : new BatchLine(text, place, decider.Decide(tenant: "default", request, policy, instant), "");
    }
}
