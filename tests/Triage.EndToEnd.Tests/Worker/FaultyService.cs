using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Worker;

/// <summary>A service on loopback that answers calls which carry queries with failures, until it is mended; and then
/// those that carry certain queries.</summary>
internal sealed class FaultyService : IAsyncDisposable
{
    /// <summary>The text of queries with which every call fails, mended or not.</summary>
    public const string FatalText = "fatal";

    private readonly WebApplication _app;
    private readonly (int Status, string Body)[] _failures;
    private int _failed;

    private FaultyService((int Status, string Body)[] failures)
    {
        _failures = failures;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Address => _app.Urls.First();

    /// <summary>Gets the number of calls that failed.</summary>
    public int Failed => Volatile.Read(ref _failed);

    public bool IsMended { get; set; }

    /// <summary>Gets how often each text was decided.</summary>
    public ConcurrentDictionary<string, int> Decided { get; } = new();

    /// <summary>Gets or sets what a query is answered by in place of a decision.</summary>
    public Func<TriageRequest, QueryError?> Fault { get; set; } = _ => null;

    /// <param name="failures">What calls are answered with, in turns.</param>
    public static async Task<FaultyService> StartAsync(params (int Status, string Body)[] failures)
    {
        FaultyService service = new(failures);
        await service._app.StartAsync();
        return service;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using MemoryStream body = new();
        await http.Request.Body.CopyToAsync(body);
        RepeatedField<TriageRequest> queries = TriageBatchRequest.Parser.ParseFrom(body.ToArray()).Queries;
        if (queries.Any(query => query.Text == FatalText))
        {
            Interlocked.Increment(ref _failed);
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await http.Response.WriteAsync("""{"code":"internal"}""");
            return;
        }

        if (IsMended || queries.Count == 0)
        {
            await http.Response.Body.WriteAsync(
                new TriageBatchResponse { Results = { queries.Select(Decide) } }.ToByteArray());
            return;
        }

        int turn = (Interlocked.Increment(ref _failed) - 1) % _failures.Length;
        (http.Response.StatusCode, string failure) = _failures[turn];
        await http.Response.WriteAsync(failure);
    }

    private TriageResult Decide(TriageRequest query)
    {
        if (Fault(query) is { } error)
        {
            return new TriageResult { Error = error };
        }

        Decided.AddOrUpdate(query.Text, 1, (_, times) => times + 1);
        return new TriageResult { Response = new TriageResponse() };
    }
}
