using System.Diagnostics;
using System.Globalization;
using Triage.Soak;

TimeSpan? length = args switch
{
    [] => TimeSpan.FromMinutes(30),
    ["--minutes", string minutes] when Number(minutes) is double n => TimeSpan.FromMinutes(n),
    ["--seconds", string seconds] when Number(seconds) is double n => TimeSpan.FromSeconds(n),
    _ => null,
};
if (length is null)
{
    await Console.Error.WriteLineAsync("usage: Triage.Soak [--minutes N | --seconds N]");
    return 2;
}

Tally tally = new();
await using Cluster cluster = new(tally);
await cluster.StartAsync();
Memory memory = new(cluster.All[0], cluster.Collector);
Publisher publisher = new(cluster, tally);
Reporter reporter = new(cluster, tally);
Traffic traffic = new(cluster, new Recomputation(cluster, reporter), tally);
Disturbance disturbance = new(cluster, tally);
await publisher.BeginAsync();

long start = Stopwatch.GetTimestamp();
using CancellationTokenSource stop = new(length.Value);
using CancellationTokenSource stopCalls = new();
Task calling = Task.WhenAll(
    traffic.RunAsync(stopCalls.Token),
    publisher.RunAsync(stopCalls.Token),
    reporter.RunAsync(stopCalls.Token),
    memory.RunAsync(stopCalls.Token));

// A whole round at least: what is under way is ended, and callers see it to its end.
await disturbance.RunAsync(stop.Token);
await stopCalls.CancelAsync();
await calling;
await publisher.CheckAsync();
await reporter.CheckAsync();
cluster.CheckLogs();
memory.Check(tally, length.Value);
tally.Count("seconds", (long)Stopwatch.GetElapsedTime(start).TotalSeconds);
tally.Print();
return tally.IsGood ? 0 : 1;

static double? Number(string text) =>
    double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > 0
        ? number
        : null;
