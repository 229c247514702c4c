using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Triage.V1;

namespace Triage.Cli.Policies;

/// <summary>Calls <c>triage.v1.PolicyService</c> over Connect with JSON.</summary>
internal sealed class PolicyClient(Uri server) : IDisposable
{
    private const int EnvelopeHeaderBytes = 5;
    private const byte EndOfStream = 2;

    private readonly HttpClient _http = ServerOption.Connect(server);

    public void Dispose() => _http.Dispose();

    /// <summary>Calls a method.</summary>
    /// <exception cref="CommandFailure">The service refuses, or does not answer.</exception>
    public async Task<T> CallAsync<T>(string method, IMessage request, CancellationToken cancellation)
        where T : IMessage<T>, new()
    {
        using ByteArrayContent content = Content(JsonFormatter.Default.Format(request), "application/json", []);
        using HttpResponseMessage response =
            await SendAsync(method, content, HttpCompletionOption.ResponseContentRead, cancellation);
        return new MessageParser<T>(() => new T()).ParseJson(await response.Content.ReadAsStringAsync(cancellation));
    }

    /// <summary>Follows what is published, until cancelled or the service stops.</summary>
    public async IAsyncEnumerable<Policy> WatchAsync(
        string policy, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string request = JsonFormatter.Default.Format(new WatchPolicyRequest { Policy = policy });
        byte[] header = new byte[EnvelopeHeaderBytes];
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(1), Encoding.UTF8.GetByteCount(request));
        using ByteArrayContent content = Content(request, "application/connect+json", header);
        using HttpResponseMessage response =
            await SendAsync("WatchPolicy", content, HttpCompletionOption.ResponseHeadersRead, cancellation);
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellation);
        while (true)
        {
            await ReadAsync(stream, header, cancellation);
            byte[] message = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1))];
            await ReadAsync(stream, message, cancellation);
            string json = Encoding.UTF8.GetString(message);
            if ((header[0] & EndOfStream) != 0)
            {
                using JsonDocument end = JsonDocument.Parse(json);
                if (end.RootElement.TryGetProperty("error", out JsonElement error))
                {
                    throw new CommandFailure(error.GetProperty("message").GetString()!);
                }

                yield break;
            }

            yield return Policy.Parser.ParseJson(json);
        }
    }

    private async Task ReadAsync(Stream stream, byte[] bytes, CancellationToken cancellation)
    {
        try
        {
            await stream.ReadExactlyAsync(bytes, cancellation);
        }
        catch (IOException e)
        {
            throw new ServerAway(_http.BaseAddress, e);
        }
    }

    private static ByteArrayContent Content(string json, string type, byte[] header)
    {
        ByteArrayContent content = new([.. header, .. Encoding.UTF8.GetBytes(json)]);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }

    private async Task<HttpResponseMessage> SendAsync(
        string method, HttpContent content, HttpCompletionOption completion, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"/triage.v1.PolicyService/{method}")
        {
            Content = content,
        };
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, completion, cancellation);
        }
        catch (HttpRequestException e)
        {
            throw new ServerAway(_http.BaseAddress, e);
        }

        if (response.StatusCode == HttpStatusCode.OK)
        {
            return response;
        }

        using (response)
        {
            throw new CommandFailure(
                Message(await response.Content.ReadAsStringAsync(cancellation), response.StatusCode));
        }
    }

    private static string Message(string body, HttpStatusCode status)
    {
        try
        {
            using JsonDocument error = JsonDocument.Parse(body);
            string difference = Difference(error.RootElement) is string text ? $"; {text}" : "";
            return $"{error.RootElement.GetProperty("message").GetString()}{difference}"
                .Replace("; ", Environment.NewLine, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"--server: expected a Triage service, got an answer {(int)status} of something else";
        }
    }

    /// <summary>Finds what the winner of a race changed; null when there was none.</summary>
    private static string? Difference(JsonElement error) => error.TryGetProperty("details", out JsonElement details)
        ? details.EnumerateArray()
            .Where(detail => detail.GetProperty("type").ValueEquals("google.rpc.ErrorInfo"))
            .Select(detail => detail.GetProperty("debug").TryGetProperty("metadata", out JsonElement metadata)
                && metadata.TryGetProperty("difference", out JsonElement difference) ? difference.GetString() : null)
            .FirstOrDefault()
        : null;
}
