using Google.Rpc;
using Triage.Rpc;
using Triage.Server.Access;
using Triage.Server.Decisions;
using Triage.V1;

namespace Triage.Server;

/// <summary>Many queries in one call: each is decided as by a call of its own.</summary>
internal sealed partial class TriageService
{
    public const int MaxBatchQueries = 1_000;
    public const int MaxStreamIdChars = 128;

    /// <summary>Answers that may wait for each other; a caller with more in flight is served in several goes.</summary>
    private const int MaxBufferedAnswers = 64;

    public async Task<TriageBatchResponse> TriageBatch(TriageBatchRequest request, ServerCallContext context)
    {
        if (request.Queries.Count > MaxBatchQueries)
        {
            throw RequestErrors.Invalid(
                [
                    new FieldFault(
                        "queries", $"expected at most {MaxBatchQueries} queries, got {request.Queries.Count}"),
                ]);
        }

        context.CountQueries(request.Queries.Count, access);
        TriageBatchResponse response = new();
        foreach (TriageRequest query in request.Queries)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            response.Results.Add(await DecideAsync(query, context));
        }

        return response;
    }

    /// <remarks>A query above the limits is answered by an error, as a call would be, and the stream goes on: the
    /// caller loses none of those that are under way.</remarks>
    public async Task TriageStream(
        IAsyncStreamReader<TriageStreamRequest> requests, IServerStreamWriter<TriageStreamResponse> responses,
        ServerCallContext context)
    {
        CallerLimits limits = context.GetCaller().Limits;
        bool isCounted = true; // the first query, with the call
        int buffered = 0;
        Task<bool> next = requests.MoveNext(context.CancellationToken);
        while (await next)
        {
            AccessRefusal? refusal = isCounted ? null : limits.Count();
            isCounted = false;
            TriageStreamResponse answer = refusal is null
                ? await AnswerAsync(requests.Current, context)
                : Refuse(requests.Current, refusal);
            next = requests.MoveNext(context.CancellationToken);

            // PERF: while queries wait that have already come, their answers leave together.
            context.BufferWrites = next.IsCompleted && ++buffered < MaxBufferedAnswers;
            await responses.WriteAsync(answer, context.CancellationToken);
            buffered = context.BufferWrites ? buffered : 0;
        }
    }

    private TriageStreamResponse Refuse(TriageStreamRequest request, AccessRefusal refusal)
    {
        access.Count(refusal.Reason);
        return new TriageStreamResponse { Id = request.Id, Error = ToError(refusal.Failure) };
    }

    private async Task<TriageStreamResponse> AnswerAsync(TriageStreamRequest request, ServerCallContext context)
    {
        if (ValidateEnvelope(request) is { } faults)
        {
            return new TriageStreamResponse { Id = request.Id, Error = ToError(RequestErrors.Invalid(faults)) };
        }

        TriageResult result = await DecideAsync(request.Query, context);
        return result.ResultCase == TriageResult.ResultOneofCase.Response
            ? new TriageStreamResponse { Id = request.Id, Response = result.Response }
            : new TriageStreamResponse { Id = request.Id, Error = result.Error };
    }

    private static List<FieldFault>? ValidateEnvelope(TriageStreamRequest request)
    {
        List<FieldFault>? faults = null;
        if (request.Id.Length is 0 or > MaxStreamIdChars)
        {
            (faults ??= []).Add(
                new FieldFault("id", $"expected 1 to {MaxStreamIdChars} characters, got {request.Id.Length}"));
        }

        if (request.Query is null)
        {
            (faults ??= []).Add(new FieldFault("query", "expected a query, got none"));
        }

        return faults;
    }

    /// <remarks>A query that the service fails at, by a fault of its own, spoils no other: its error is INTERNAL, and
    /// the fault is logged.</remarks>
    private async Task<TriageResult> DecideAsync(TriageRequest query, ServerCallContext context)
    {
        try
        {
            return new TriageResult { Response = await Triage(query, context) };
        }
        catch (Exception e) when (!context.CancellationToken.IsCancellationRequested)
        {
            RpcException failure = context.Translate(e);
            if (failure.StatusCode == StatusCode.Internal)
            {
                metrics.Failed();
            }

            return new TriageResult { Error = ToError(failure) };
        }
    }

    private static QueryError ToError(RpcException failure)
    {
        QueryError error = new()
        {
            Code = (int)failure.StatusCode,
            Message = failure.Status.Detail,
            Reason = failure.Details.OfType<ErrorInfo>().First().Reason,
            RetryDelay = failure.Details.OfType<RetryInfo>().FirstOrDefault()?.RetryDelay,
        };
        error.FieldViolations.AddRange(
            failure.Details.OfType<BadRequest>().SelectMany(details => details.FieldViolations)
            .Select(
                violation => new QueryFieldViolation { Field = violation.Field, Description = violation.Description }));
        return error;
    }
}
