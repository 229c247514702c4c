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
    /// <summary>Tries after which a query is held to be what the service fails at.</summary>
    private const int MaxFailures = 10;

    /// <summary>Also with batches of one: whether a query is to blame is known by another.</summary>
    private const int LeastHeld = 2;

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
        metrics.Begin();
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
                    WaitFor(Obstacle.Redis, StreamSession.Cause(e));
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
                await service.CallAsync([]);
                return;
            }
            catch (ServiceRefusalException)
            {
                return; // it is there, and says what is wrong with each query
            }
            catch (ServiceAwayException away)
            {
                WaitFor(Obstacle.Service, away.Message);
                await Task.Delay(away.RetryAfter, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <remarks>Step 1: is there room for answers? Step 2: read. Step 3: have what is held decided, and answer it. What
    /// is left is held, and new queries join it up to a batch: no query keeps others from being read.</remarks>
    private async Task WorkAsync(StreamSession stream, CancellationToken stop)
    {
        List<HeldQuery> held = [];
        bool mayHaveOwn = true;
        long start = 0;
        while (!stop.IsCancellationRequested)
        {
            // Step 1: is there room for answers?
            await KeepAsync(stream, held, stop);
            StreamDepth depth = await stream.GetDepthAsync(stop);
            metrics.Saw(depth);
            if (depth.Unread >= options.MaxUnread)
            {
                WaitFor(Obstacle.Readers);
                await Task.Delay(Pause, stop);
                continue;
            }

            // Step 2: read.
            int room = held.Count == 0 ? options.Batch : Math.Max(options.Batch, LeastHeld) - held.Count;
            List<QueryMessage> messages = room <= 0 ? []
                : mayHaveOwn ? Others(await stream.ReadOwnAsync(options.Batch, stop), held)
                : Others(await ReadAsync(stream, room, stop), held);
            mayHaveOwn &= room <= 0 || messages.Count > 0;
            start = held.Count == 0 ? Stopwatch.GetTimestamp() : start;
            held.InsertRange(0, await ParseAsync(stream, messages));

            // Step 3: have what is held decided, and answer it.
            bool isIdle = messages.Count + held.Count == 0;
            if (await AnswerAsync(stream, held) is { } away)
            {
                WaitFor(Obstacle.Service, away.Message);
                await WaitAsync(stream, held, away.RetryAfter, stop);
                continue;
            }

            // Not before: Redis may let read what it does not let answer.
            WaitFor(null);
            if (isIdle)
            {
                await Task.Delay(Pause, stop);
            }
            else
            {
                metrics.Answered(Stopwatch.GetElapsedTime(start));
            }
        }
    }

    /// <summary>Leaves out what is held already.</summary>
    private static List<QueryMessage> Others(IReadOnlyList<QueryMessage> messages, List<HeldQuery> held) =>
        [.. messages.Where(message => !held.Exists(query => query.Message.Entry == message.Entry))];

    private async Task<IReadOnlyList<QueryMessage>> ReadAsync(
        StreamSession stream, int count, CancellationToken stop)
    {
        if (_lastLook == 0 || Stopwatch.GetElapsedTime(_lastLook) > options.TakeOverAfter / 4)
        {
            IReadOnlyList<QueryMessage> left = await stream.TakeOverAsync(options.TakeOverAfter, count, stop);
            if (left.Count > 0)
            {
                metrics.TookOver(left.Count);
                progress.Report($"took over {left.Count} messages of workers that fell silent");
                return left;
            }

            _lastLook = Stopwatch.GetTimestamp();
        }

        return await stream.ReadNewAsync(count, stop);
    }

    /// <summary>Reads queries out of messages. Those that cannot be read are set aside.</summary>
    private async Task<List<HeldQuery>> ParseAsync(StreamSession stream, IReadOnlyList<QueryMessage> messages)
    {
        List<Task> asides = [];
        List<HeldQuery> queries = [];
        foreach (QueryMessage message in messages)
        {
            if (QueryReader.Read(message, out string code, out string reason) is { } request)
            {
                queries.Add(new HeldQuery(message, request));
            }
            else
            {
                asides.Add(SetAsideAsync(stream, message, code, reason));
            }
        }

        await Task.WhenAll(asides);
        return queries;
    }

    /// <remarks>
    /// Step 1: have the queries decided. Step 2: write the answers, also when asked to stop. Step 3: set aside what the
    /// service fails at time and again while it decides others, which shows that it is well.
    /// </remarks>
    /// <param name="stream">Where to.</param>
    /// <param name="held">The queries; afterwards those without an answer, the ones that failed last.</param>
    /// <returns>Why some have none; null when all are answered.</returns>
    private async Task<ServiceAwayException?> AnswerAsync(StreamSession stream, List<HeldQuery> held)
    {
        if (held.Count == 0)
        {
            return null;
        }

        // Step 1: have the queries decided.
        BatchRound round = new(service);
        await round.RunAsync(held);

        // Step 2: write the answers, also when asked to stop.
        await Task.WhenAll(round.Results.Select(answer => answer.Result.Response is { } decision
            ? WriteAsync(stream, answer.Query.Message, decision)
            : SetAsideAsync(stream, answer.Query.Message, answer.Result.Error.Reason, answer.Result.Error.Message)));
        HashSet<HeldQuery> tried = [.. round.Results.Select(r => r.Query), .. round.Failed.Select(f => f.Query)];
        held.RemoveAll(tried.Contains);

        // Step 3: set aside what the service fails at time and again while it decides others.
        foreach ((HeldQuery query, string cause) in round.Failed)
        {
            query.Failures += round.HasDecided ? 1 : 0;
            if (query.Failures < MaxFailures)
            {
                held.Add(query);
                continue;
            }

            await SetAsideAsync(
                stream,
                query.Message,
                "SERVICE_FAILED",
                $"expected a decision, got {cause} in each of {MaxFailures} tries, in which others were decided");
        }

        return held.Count == 0 ? null
            : round.Away ?? new ServiceAwayException(round.Failed[0].Cause, BatchClient.UsualPause);
    }

    /// <summary>Waits, and keeps what is held from being taken over: a delivery would be counted that it is not to
    /// blame for.</summary>
    private async Task WaitAsync(StreamSession stream, List<HeldQuery> held, TimeSpan time, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        while (time - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } left)
        {
            TimeSpan step = options.TakeOverAfter / 4;
            await Task.Delay(left < step ? left : step, stop);
            await KeepAsync(stream, held, stop);
        }
    }

    private static Task KeepAsync(StreamSession stream, List<HeldQuery> held, CancellationToken stop) =>
        held.Count == 0 ? Task.CompletedTask : stream.KeepAsync(held.Select(query => query.Message), stop);

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
    private void WaitFor(Obstacle? what, string? cause = null)
    {
        metrics.HeldUpBy(what);
        string? name = what switch
        {
            Obstacle.Redis => "Redis",
            Obstacle.Service => "the service",
            Obstacle.Readers => "the readers of its answers",
            _ => null,
        };
        string? waitsFor = cause is null ? name : $"{name}: {cause}";
        if (_waitsFor != waitsFor)
        {
            progress.Report(waitsFor is null ? "works again" : $"waits for {waitsFor}");
            _waitsFor = waitsFor;
        }
    }
}
