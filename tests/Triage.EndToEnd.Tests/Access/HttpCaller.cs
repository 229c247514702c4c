using System.Diagnostics;
using System.Net;
using System.Text;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>Calls <c>Triage</c> over Connect with a key, as curl does.</summary>
internal sealed class HttpCaller(
    string address, string? key = null, string? origin = null, HttpMessageHandler? handler = null) : IDisposable
{
    public const string Path = "/triage.v1.TriageService/Triage";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new(handler ?? new SocketsHttpHandler()) { BaseAddress = new Uri(address) };

    public void Dispose() => _http.Dispose();

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod? method = null,
        string path = Path,
        string? body = null,
        params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method ?? HttpMethod.Post, path)
        {
            Content = new StringContent(body ?? """{"text":"hello"}""", Encoding.UTF8, "application/json"),
        };
        (string Name, string? Value)[] all =
            [("authorization", key is null ? null : $"Bearer {key}"), ("origin", origin), .. headers];
        foreach ((string name, string? value) in all.Where(header => header.Value is not null))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _http.SendAsync(request);
    }

    public async Task<HttpStatusCode> GetStatusAsync(params (string Name, string Value)[] headers)
    {
        using HttpResponseMessage response = await SendAsync(headers: headers);
        return response.StatusCode;
    }

    /// <summary>Calls until the status is as hoped for.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> UntilAsync(Func<HttpStatusCode, bool> isHopedFor)
    {
        long start = Stopwatch.GetTimestamp();
        while (await GetStatusAsync() is var status && !isHopedFor(status))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"still {status}");
            await Task.Delay(5);
        }

        return Stopwatch.GetElapsedTime(start);
    }
}
