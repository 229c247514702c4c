using Triage.V1;

namespace Triage.Cli.Worker;

/// <summary>Has queries decided, once: what was decided is kept, whatever becomes of the others.</summary>
/// <remarks>What makes the service refuse a call, or fail at it, is found by halving, and spoils no other query.
/// </remarks>
internal sealed class BatchRound(BatchClient service)
{
    /// <summary>Calls that fail before one succeeds, after which the service is held to be what fails: more than
    /// halving 1,000 queries down to one takes.</summary>
    private const int MaxFailedCalls = 20;

    // RESOURCE_EXHAUSTED, UNAVAILABLE: of the moment, not of the query.
    private const int Exhausted = 8, Unavailable = 14;

    // UNKNOWN, INTERNAL, DATA_LOSS: of the moment or of the query.
    private const int Unknown = 2, Internal = 13, DataLoss = 15;

    private readonly List<(HeldQuery Query, TriageResult Result)> _results = [];
    private readonly List<(HeldQuery Query, string Cause)> _failed = [];
    private int _failedCalls;

    /// <summary>Gets the queries that have a result: a decision, or why there will be none.</summary>
    public IReadOnlyList<(HeldQuery Query, TriageResult Result)> Results => _results;

    /// <summary>Gets the queries that the service failed at, each by itself.</summary>
    public IReadOnlyList<(HeldQuery Query, string Cause)> Failed => _failed;

    /// <summary>Gets why other queries have no result; null when there are no others.</summary>
    public ServiceAwayException? Away { get; private set; }

    /// <summary>Gets whether the service decided some query.</summary>
    public bool HasDecided => _results.Exists(result => result.Result.Response is not null);

    /// <exception cref="CommandFailure">The service does not know this caller, or is none.</exception>
    public async Task RunAsync(IReadOnlyList<HeldQuery> queries)
    {
        if (Away is not null)
        {
            return;
        }

        if (queries.Count > 1 && queries.Sum(query => query.Request.CalculateSize()) > BatchClient.UsualCallBytes)
        {
            await HalveAsync(queries);
            return;
        }

        try
        {
            IReadOnlyList<TriageResult> results = await service.CallAsync([.. queries.Select(query => query.Request)]);
            for (int i = 0; i < queries.Count; i++)
            {
                Take(queries[i], results[i]);
            }
        }
        catch (ServiceRefusalException) when (queries.Count > 1)
        {
            await HalveAsync(queries);
        }
        catch (ServiceRefusalException refusal)
        {
            QueryError error = new() { Reason = refusal.Code, Message = refusal.Message };
            _results.Add((queries[0], new TriageResult { Error = error }));
        }
        catch (ServiceAwayException failure) when (
            failure.MayBeOfQuery && (HasDecided || ++_failedCalls < MaxFailedCalls))
        {
            if (queries.Count > 1)
            {
                await HalveAsync(queries);
            }
            else
            {
                _failed.Add((queries[0], failure.Message));
            }
        }
        catch (ServiceAwayException away)
        {
            Away = away;
        }
    }

    private async Task HalveAsync(IReadOnlyList<HeldQuery> queries)
    {
        int half = queries.Count / 2;
        await RunAsync([.. queries.Take(half)]);
        await RunAsync([.. queries.Skip(half)]);
    }

    private void Take(HeldQuery query, TriageResult result)
    {
        switch (result.Error?.Code)
        {
            case Exhausted or Unavailable:
                TimeSpan retryAfter = result.Error.RetryDelay?.ToTimeSpan() ?? BatchClient.UsualPause;
                if (Away is null || Away.RetryAfter < retryAfter)
                {
                    Away = new ServiceAwayException(result.Error.Reason, retryAfter);
                }

                break;
            case Unknown or Internal or DataLoss:
                _failed.Add((query, result.Error.Reason));
                break;
            default:
                _results.Add((query, result));
                break;
        }
    }
}
