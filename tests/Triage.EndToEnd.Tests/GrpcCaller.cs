using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Triage.V1;

namespace Triage.EndToEnd.Tests;

/// <summary>Calls a service over gRPC with nothing but HTTP: for bytes that no client would send.</summary>
/// <param name="address">Address for HTTP/2.</param>
/// <param name="key">The API key that it presents; none by default.</param>
/// <param name="origin">The page that it calls from; none by default.</param>
/// <param name="handler">How it connects; without TLS by default.</param>
internal sealed class GrpcCaller(
    string address, string? key = null, string? origin = null, HttpMessageHandler? handler = null) : IDisposable
{
    private readonly HttpClient _http = new(handler ?? new SocketsHttpHandler()) { BaseAddress = new Uri(address) };

    public void Dispose() => _http.Dispose();

    public async Task<TriageResponse> CallAsync(TriageRequest request)
    {
        (int status, string message, byte[] body) =
            await SendAsync("/triage.v1.TriageService/Triage", Frame(request.ToByteArray()));
        Assert.True(status == 0, $"{status} {message}");
        return TriageResponse.Parser.ParseFrom(body.AsSpan(5));
    }

    /// <summary>Sends a body.</summary>
    /// <returns>grpc-status, grpc-message and the body.</returns>
    public async Task<(int Status, string Message, byte[] Body)> SendAsync(
        string path, byte[] body, string contentType = "application/grpc", string? timeout = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.TE.ParseAdd("trailers");
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        if (origin is not null)
        {
            request.Headers.Add("origin", origin);
        }

        if (timeout is not null)
        {
            request.Headers.Add("grpc-timeout", timeout);
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        byte[] bytes = await response.Content.ReadAsByteArrayAsync();
        string Find(string name) => response.TrailingHeaders.Concat(response.Headers)
            .FirstOrDefault(header => header.Key == name).Value?.FirstOrDefault() ?? "";
        string status = Find("grpc-status");
        Assert.True(status.Length > 0, $"expected grpc-status, got HTTP {(int)response.StatusCode}");
        return (
            int.Parse(status, System.Globalization.CultureInfo.InvariantCulture),
            Uri.UnescapeDataString(Find("grpc-message")),
            bytes);
    }

    public static byte[] Frame(byte[] message)
    {
        byte[] frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    /// <summary>Reads the messages of a body.</summary>
    public static IEnumerable<T> Unframe<T>(byte[] body, MessageParser<T> parser)
        where T : IMessage<T>
    {
        for (int start = 0; start < body.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(start + 1));
            yield return parser.ParseFrom(body, start + 5, length);
            start += 5 + length;
        }
    }
}
