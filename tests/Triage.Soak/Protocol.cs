using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;
using Triage.EndToEnd.Tests;

namespace Triage.Soak;

/// <summary>One way to put messages into HTTP, and to take them out again.</summary>
/// <param name="Name">What it is called in counts.</param>
/// <param name="ContentType">By what the service knows it.</param>
/// <param name="IsHttp2">Whether it needs HTTP/2.</param>
internal sealed record Protocol(string Name, string ContentType, bool IsHttp2)
{
    private const byte ConnectEnd = 2;
    private const byte WebTrailers = 0x80;

    public static readonly Protocol[] OfOneMessage =
    [
        new("gRPC", "application/grpc", IsHttp2: true),
        new("gRPC-Web", "application/grpc-web", IsHttp2: false),
        new("Connect", "application/proto", IsHttp2: false),
        new("JSON", "application/json", IsHttp2: false),
    ];

    public static readonly Protocol[] OfStreams =
    [
        new("gRPC", "application/grpc", IsHttp2: true),
        new("Connect", "application/connect+proto", IsHttp2: true),
        new("JSON", "application/connect+json", IsHttp2: true),
    ];

    private bool IsJson => ContentType.EndsWith("json", StringComparison.Ordinal);

    private bool IsFramed => ContentType.Contains("grpc", StringComparison.Ordinal)
        || ContentType.Contains("connect", StringComparison.Ordinal);

    public byte[] Encode(IEnumerable<IMessage> messages)
    {
        byte[][] bodies = [.. messages.Select(message =>
            IsJson ? Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(message)) : message.ToByteArray())];
        return IsFramed ? [.. bodies.SelectMany(GrpcCaller.Frame)] : bodies.Single();
    }

    /// <summary>Takes the messages of an answer that says that all went well.</summary>
    /// <exception cref="RefusedException">It says something else, or nothing.</exception>
    public List<T> Decode<T>(HttpResponseMessage response, byte[] body)
        where T : IMessage<T>, new()
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new RefusedException($"HTTP {(int)response.StatusCode} {Encoding.UTF8.GetString(body)}");
        }

        if (!IsFramed)
        {
            return [Parse<T>(body)];
        }

        List<T> messages = [];
        string end = ContentType == "application/grpc" ? Trailers(response) : "";
        for (int start = 0; start < body.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(start + 1));
            ReadOnlySpan<byte> content = body.AsSpan(start + 5, length);
            if ((body[start] & (ConnectEnd | WebTrailers)) != 0)
            {
                end = Encoding.UTF8.GetString(content);
            }
            else
            {
                messages.Add(Parse<T>(content));
            }

            start += 5 + length;
        }

        bool isGood = ContentType.Contains("grpc", StringComparison.Ordinal)
            ? end.Replace(" ", "", StringComparison.Ordinal).Contains("grpc-status:0", StringComparison.Ordinal)
            : end.StartsWith('{') && !end.Contains("\"error\"", StringComparison.Ordinal);
        return isGood ? messages : throw new RefusedException(end.Length > 0 ? end : "no status at the end");
    }

    /// <summary>Makes the request for a method.</summary>
    /// <param name="address">Where the replica answers in this protocol.</param>
    /// <param name="method">Such as TriageService/Triage.</param>
    /// <param name="messages">One, or those of a stream.</param>
    /// <param name="key">The API key.</param>
    public HttpRequestMessage Request(string address, string method, IEnumerable<IMessage> messages, string key)
    {
        HttpRequestMessage request = new(HttpMethod.Post, $"{address}/triage.v1.{method}")
        {
            Content = new ByteArrayContent(Encode(messages)),
            Version = IsHttp2 ? System.Net.HttpVersion.Version20 : System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(ContentType);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (IsHttp2)
        {
            request.Headers.TE.ParseAdd("trailers");
        }

        return request;
    }

    private T Parse<T>(ReadOnlySpan<byte> content)
        where T : IMessage<T>, new()
    {
        MessageParser<T> parser = new(() => new T());
        return IsJson ? parser.ParseJson(Encoding.UTF8.GetString(content)) : parser.ParseFrom(content);
    }

    private static string Trailers(HttpResponseMessage response) => string.Join(
        '\n',
        response.TrailingHeaders.Concat(response.Headers)
            .Where(header => header.Key.StartsWith("grpc-", StringComparison.Ordinal))
            .Select(header => $"{header.Key}: {header.Value.First()}"));
}
