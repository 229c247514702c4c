using System.Globalization;
using System.Threading.Channels;
using Triage.EndToEnd.Tests;
using Triage.V1;

namespace Triage.Soak;

/// <summary>Calls in all protocols and shapes, without end; every answer is checked.</summary>
internal sealed class Traffic(Cluster cluster, Recomputation recomputation, Tally tally)
{
    private const int Callers = 6;
    private const int Checkers = 2;
    private const int Many = 20; // queries in a batch or a stream

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static readonly TriageRequest[] Queries =
    [
        .. Requests.All,
        .. Requests.All.Select(WithoutInstant),
        new() { Text = "My card was stolen and someone just paid 900 dollars with it!" },
        new() { Text = "What are your opening hours?", Answers = { ["urgency"] = 1 } },
        new()
        {
            Text = "Ich will sofort mit einem Menschen sprechen",
            Context = new Context { CustomerLanguage = "de" },
        },
        new()
        {
            Text = "It still does not work",
            Turns =
            {
                new Turn { Speaker = Speaker.Customer, Text = "The charger smokes" },
                new Turn { Speaker = Speaker.Bot, Text = "Unplug it" },
            },
        },
    ];

    // Bounded: when checking falls behind, callers wait for it.
    private readonly Channel<Answered> _answers = Channel.CreateBounded<Answered>(1_000);

    /// <summary>Calls until stopped, and checks what is left.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        Task checking = Task.WhenAll(
            Enumerable.Range(0, Checkers).Select(_ => Task.Run(CheckAsync, CancellationToken.None)));
        await Task.WhenAll(
            Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CallAsync(stop), CancellationToken.None)));
        _answers.Writer.Complete();
        await checking;
    }

    private static TriageRequest WithoutInstant(TriageRequest query)
    {
        TriageRequest copy = query.Clone();
        copy.Context.Instant = null;
        return copy;
    }

    private async Task CallAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Replica replica = cluster.Choose();
            string what = "";
            DateTimeOffset began = TimeProvider.System.GetUtcNow();
            try
            {
                (TriageRequest Query, TriageResponse Answer)[] answers = Random.Shared.Next(10) switch
                {
                    0 => await BatchAsync(replica, OneOf(Protocol.OfOneMessage, "batches", out what)),
                    1 => await StreamAsync(replica, OneOf(Protocol.OfStreams, "streams", out what)),
                    _ => await CallOnceAsync(replica, OneOf(Protocol.OfOneMessage, "single calls", out what)),
                };
                DateTimeOffset ended = TimeProvider.System.GetUtcNow();
                tally.Count(what);
                foreach ((TriageRequest query, TriageResponse answer) in answers)
                {
                    await _answers.Writer.WriteAsync(new Answered(query, answer, began, ended), CancellationToken.None);
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException && replica.IsKilled)
            {
                tally.Count("calls cut by a kill");
            }
            catch (Exception e)
            {
                tally.Fault(
                    Tally.UnexplainedErrors,
                    $"{what}, begun {began:HH:mm:ss.fff}, {replica.State}: {e.GetType().Name} {e.Message}");
            }

            await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<(TriageRequest Query, TriageResponse Answer)[]> CallOnceAsync(Replica replica, Protocol protocol)
    {
        TriageRequest query = Any();
        List<TriageResponse> answers =
            await replica.CallAsync<TriageResponse>(protocol, "Triage", [query], cluster.Keys.Current);
        return [(query, answers.Single())];
    }

    private async Task<(TriageRequest Query, TriageResponse Answer)[]> BatchAsync(Replica replica, Protocol protocol)
    {
        TriageRequest[] queries = AnyMany();
        List<TriageBatchResponse> answers = await replica.CallAsync<TriageBatchResponse>(
            protocol, "TriageBatch", [new TriageBatchRequest { Queries = { queries } }], cluster.Keys.Current);
        TriageResponse?[] responses = [.. answers.Single().Results.Select(result => result.Response)];
        return Pair(queries, responses);
    }

    private async Task<(TriageRequest Query, TriageResponse Answer)[]> StreamAsync(Replica replica, Protocol protocol)
    {
        TriageRequest[] queries = AnyMany();
        List<TriageStreamResponse> answers = await replica.CallAsync<TriageStreamResponse>(
            protocol,
            "TriageStream",
            queries.Select((query, i) => new TriageStreamRequest { Id = Id(i), Query = query }),
            cluster.Keys.Current);
        TriageResponse?[] responses =
            [.. answers.Select((answer, i) => answer.Id == Id(i) ? answer.Response : null)];
        return Pair(queries, responses);
    }

    private static (TriageRequest Query, TriageResponse Answer)[] Pair(
        TriageRequest[] queries, TriageResponse?[] answers) =>
        answers.Length == queries.Length && answers.All(answer => answer is not null)
            ? [.. queries.Zip(answers, (query, answer) => (query, answer!))]
            : throw new RefusedException($"{queries.Length} queries, {answers.Count(a => a is not null)} decisions");

    private static string Id(int i) => i.ToString(CultureInfo.InvariantCulture);

    private static TriageRequest Any() => Queries[Random.Shared.Next(Queries.Length)];

    private static TriageRequest[] AnyMany() => [.. Enumerable.Range(0, Many).Select(_ => Any())];

    private static Protocol OneOf(Protocol[] protocols, string shape, out string what)
    {
        Protocol protocol = protocols[Random.Shared.Next(protocols.Length)];
        what = $"{shape} over {protocol.Name}";
        return protocol;
    }

    private async Task CheckAsync()
    {
        await foreach (Answered answered in _answers.Reader.ReadAllAsync())
        {
            try
            {
                if (!await recomputation.IsRightAsync(answered))
                {
                    tally.Fault(
                        Tally.WrongDecisions,
                        $"{answered.Query} by version {answered.Answer.PolicyVersion}: {answered.Answer}");
                }

                tally.Count("decisions computed again");
            }
            catch (Exception e)
            {
                // Goes on, so that callers do not wait for ever.
                tally.Fault(Tally.UnexplainedErrors, $"computing again: {e.GetType().Name} {e.Message}");
            }
        }
    }
}
