using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Worker;

/// <summary>A service on loopback that answers calls which carry queries with failures, until it is mended.</summary>
internal sealed class FaultyService : IAsyncDisposable
{
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
        int queries = TriageBatchRequest.Parser.ParseFrom(body.ToArray()).Queries.Count;
        if (IsMended || queries == 0)
        {
            IEnumerable<TriageResult> results = Enumerable.Range(0, queries)
                .Select(_ => new TriageResult { Response = new TriageResponse() });
            await http.Response.Body.WriteAsync(new TriageBatchResponse { Results = { results } }.ToByteArray());
            return;
        }

        int turn = (Interlocked.Increment(ref _failed) - 1) % _failures.Length;
        (http.Response.StatusCode, string failure) = _failures[turn];
        await http.Response.WriteAsync(failure);
    }
}
