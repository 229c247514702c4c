using System.Diagnostics;
using Google.Protobuf;
using Triage.Storage.Streams;
using Triage.V1;

namespace Triage.Cli.Worker;

/// <summary>Takes queries off a stream, has them decided, and writes the decisions to another.</summary>
/// <remarks>
/// At least once is what the stream gives; the script that answers makes it once an id. A worker holds nothing that
/// Redis does not: it may end at any instant. What it tells names entries and codes, never ids,
/// texts or reasons, which are the callers'.
/// </remarks>
internal sealed class QueryWorker(
    WorkerOptions options, BatchClient service, WorkerMetrics metrics, IProgress<string> progress)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    private readonly string _name = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";

    /// <summary>What the worker waits for; null while it works.</summary>
    private string? _waitsFor;
    private long _lastLook;

    /// <summary>Works until it is stopped, whether Redis and the service are there or not.</summary>
    /// <exception cref="CommandFailure">The service does not know this caller, or is none.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        progress.Report($"worker {_name} reads stream {options.Stream}");
        await ReachServiceAsync(stop);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using StreamSession stream = await StreamSession.OpenAsync(
                    options.Redis, options.Stream, _name, stop);
                await WorkAsync(stream, stop);
            }
            catch (Exception e) when (StreamSession.IsOutage(e))
            {
                if (!stop.IsCancellationRequested)
                {
                    WaitFor("Redis", StreamSession.Cause(e));
                }
            }

            await Task.Delay(RetryAfter, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        progress.Report(metrics.ToString());
    }

    /// <summary>Waits until the service takes calls, before a message is read.</summary>
    /// <remarks>A worker that ends for its key, time and again, must not count as deliveries that ended workers.
    /// </remarks>
    private async Task ReachServiceAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await service.DecideAsync([]);
                return;
            }
            catch (ServiceAwayException away)
            {
                WaitFor("the service", away.Message);
                await Task.Delay(away.RetryAfter, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WorkAsync(StreamSession stream, CancellationToken stop)
    {
        bool mayHaveOwn = true;
        while (!stop.IsCancellationRequested)
        {
            IReadOnlyList<QueryMessage> messages = [];
            StreamDepth depth = await stream.GetDepthAsync(stop);
            metrics.Saw(depth);
            bool isFull = depth.Unread >= options.MaxUnread;
            if (isFull)
            {
                WaitFor("the readers of its answers");
            }
            else
            {
                messages = mayHaveOwn ? await stream.ReadOwnAsync(options.Batch, stop) : await ReadAsync(stream, stop);
                mayHaveOwn &= messages.Count > 0;
            }

            if (messages.Count > 0)
            {
                long start = Stopwatch.GetTimestamp();
                await AnswerAsync(stream, messages, stop);
                metrics.Answered(Stopwatch.GetElapsedTime(start));
            }

            if (!isFull)
            {
                // Not before: Redis may let read what it does not let answer.
                WaitFor(null);
            }

            if (messages.Count == 0)
            {
                await Task.Delay(Pause, stop);
            }
        }
    }

    private async Task<IReadOnlyList<QueryMessage>> ReadAsync(StreamSession stream, CancellationToken stop)
    {
        if (_lastLook == 0 || Stopwatch.GetElapsedTime(_lastLook) > options.TakeOverAfter / 4)
        {
            IReadOnlyList<QueryMessage> left = await stream.TakeOverAsync(options.TakeOverAfter, options.Batch, stop);
            if (left.Count > 0)
            {
                metrics.TookOver(left.Count);
                progress.Report($"took over {left.Count} messages of workers that fell silent");
                return left;
            }

            _lastLook = Stopwatch.GetTimestamp();
        }

        return await stream.ReadNewAsync(options.Batch, stop);
    }

    /// <remarks>
    /// Step 1: read the queries. Step 2: have them decided. Step 3: write the answers, also when asked to stop.
    /// </remarks>
    private async Task AnswerAsync(StreamSession stream, IReadOnlyList<QueryMessage> messages, CancellationToken stop)
    {
        // Step 1: read the queries.
        List<Task> answers = [];
        List<QueryMessage> readable = [];
        List<TriageRequest> queries = [];
        foreach (QueryMessage message in messages)
        {
            if (QueryReader.Read(message, out string code, out string reason) is { } query)
            {
                readable.Add(message);
                queries.Add(query);
            }
            else
            {
                answers.Add(SetAsideAsync(stream, message, code, reason));
            }
        }

        // Step 2: have them decided.
        IReadOnlyList<TriageResult> results =
            queries.Count > 0 ? await DecideAsync(stream, readable, queries, stop) : [];

        // Step 3: write the answers, also when asked to stop.
        answers.AddRange(readable.Zip(results, (message, result) => result.Response is { } decision
            ? WriteAsync(stream, message, decision)
            : SetAsideAsync(stream, message, result.Error.Reason, result.Error.Message)));
        await Task.WhenAll(answers);
    }

    private async Task<IReadOnlyList<TriageResult>> DecideAsync(
        StreamSession stream, List<QueryMessage> messages, List<TriageRequest> queries, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await service.DecideAsync(queries);
            }
            catch (ServiceAwayException away)
            {
                WaitFor("the service", away.Message);
                await Task.Delay(away.RetryAfter, stop);
                await stream.KeepAsync(messages, stop);
            }
        }
    }

    private async Task WriteAsync(StreamSession stream, QueryMessage message, TriageResponse decision)
    {
        metrics.Decided(
            isFirst: await stream.WriteAsync(message, JsonFormatter.Default.Format(decision), options.Remember));
    }

    private async Task SetAsideAsync(StreamSession stream, QueryMessage message, string code, string reason)
    {
        if (await stream.SetAsideAsync(message, code, reason, options.Remember))
        {
            metrics.SetAside(code);
            progress.Report($"set aside {message.Entry}: {code}");
        }
    }

    /// <param name="what">Null: nothing any more.</param>
    /// <param name="cause">Why it is not there, in a stable word of it or of the network.</param>
    private void WaitFor(string? what, string? cause = null)
    {
        string? waitsFor = cause is null ? what : $"{what}: {cause}";
        if (_waitsFor != waitsFor)
        {
            progress.Report(waitsFor is null ? "works again" : $"waits for {waitsFor}");
            _waitsFor = waitsFor;
        }
    }
}
