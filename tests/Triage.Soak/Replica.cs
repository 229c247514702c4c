using System.Diagnostics;
using System.Net;
using Google.Protobuf;
using Triage.EndToEnd.Tests;

namespace Triage.Soak;

/// <summary>One process of the service, and calls to it.</summary>
internal sealed class Replica(ServerProcess process, string adminKey) : IAsyncDisposable
{
    private static readonly TimeSpan BalancerPause = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(1) };
    private volatile bool _isKilled;
    private volatile bool _isInRotation = true;

    /// <summary>Gets a client for policies and channels.</summary>
    public JsonCaller Admin { get; } = new(process.Http, adminKey);

    /// <summary>Gets whether it was killed: from then on calls to it may fail.</summary>
    public bool IsKilled => _isKilled;

    /// <summary>Gets whether a load balancer would send it calls.</summary>
    public bool IsInRotation => _isInRotation;

    /// <summary>Gets which process it is and whether it should answer.</summary>
    public string State => $"process {process.Id}, {(_isKilled ? "killed" : _isInRotation ? "in rotation" : "rolled")}";

    /// <summary>Gets what it has printed.</summary>
    public string Output => process.Output;

    /// <summary>Gets its resident memory (VmRSS), in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            using Process running = Process.GetProcessById(process.Id);
            return running.WorkingSet64;
        }
    }

    public async Task KillAsync()
    {
        _isKilled = true;
        _isInRotation = false;
        await process.KillAsync();
    }

    /// <summary>Asks it to stop. Like a load balancer, callers turn away once it says that it is not ready.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        Task<int> stopping = process.StopAsync();
        while (await IsReadyAsync())
        {
            await Task.Delay(BalancerPause);
        }

        _isInRotation = false;
        return await stopping;
    }

    /// <summary>Calls a method of <c>TriageService</c>.</summary>
    /// <exception cref="RefusedException">It answers with an error.</exception>
    public async Task<List<T>> CallAsync<T>(
        Protocol protocol, string method, IEnumerable<IMessage> messages, string key)
        where T : IMessage<T>, new()
    {
        using HttpRequestMessage request = protocol.Request(
            protocol.IsHttp2 ? process.Grpc : process.Http, $"TriageService/{method}", messages, key);
        using HttpResponseMessage response = await _http.SendAsync(request);
        return protocol.Decode<T>(response, await response.Content.ReadAsByteArrayAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        Admin.Dispose();
        _http.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        using HttpResponseMessage response = await _http.GetAsync($"{process.Http}/readyz");
        return response.StatusCode == HttpStatusCode.OK;
    }
}
