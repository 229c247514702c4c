using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Google.Protobuf;
using Probe.V1;
using RpcStatus = Google.Rpc.Status;

namespace Triage.Rpc.Tests.Support;

/// <summary>Requests and responses as bytes, so that tests see what is on the wire.</summary>
internal static class Wire
{
    public const string UnaryPath = "/probe.v1.Probe/Unary";

    /// <summary>One message in its envelope.</summary>
    public static byte[] Envelope(IMessage message, byte flags = 0) => Envelope(message.ToByteArray(), flags);

    public static byte[] Envelope(byte[] payload, byte flags = 0)
    {
        byte[] frame = new byte[5 + payload.Length];
        frame[0] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    /// <summary>The envelopes of a body: flags and payload.</summary>
    public static List<(byte Flags, byte[] Payload)> Envelopes(byte[] body)
    {
        var envelopes = new List<(byte, byte[])>();
        for (int at = 0; at < body.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 1));
            envelopes.Add((body[at], body[(at + 5)..(at + 5 + length)]));
            at += 5 + length;
        }

        return envelopes;
    }

    public static HttpRequestMessage Post(
        string path, byte[] body, string contentType, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach ((string name, string value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    /// <summary>A gRPC call, raw.</summary>
    public static async Task<GrpcAnswer> GrpcAsync(
        HttpClient client, byte[] body, string path = UnaryPath, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = Post(path, body, "application/grpc", [("te", "trailers"), .. headers]);
        using HttpResponseMessage response = await client.SendAsync(request);
        return new GrpcAnswer(response, await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>A Connect unary call with JSON, raw.</summary>
    public static async Task<ConnectAnswer> JsonAsync(
        HttpClient client, string json, string path = UnaryPath, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request =
            Post(path, System.Text.Encoding.UTF8.GetBytes(json), "application/json", headers);
        using HttpResponseMessage response = await client.SendAsync(request);
        return new ConnectAnswer(response, await response.Content.ReadAsByteArrayAsync());
    }
}

/// <summary>A gRPC response, taken apart.</summary>
internal sealed class GrpcAnswer
{
    public GrpcAnswer(HttpResponseMessage response, byte[] body)
    {
        Http = response.StatusCode;
        ContentType = response.Content.Headers.ContentType?.ToString() ?? "";
        Headers =
            response.Headers.ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase);
        Trailers = response.TrailingHeaders
            .ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase);
        Envelopes = Wire.Envelopes(body);
    }

    public HttpStatusCode Http { get; }

    public string ContentType { get; }

    public Dictionary<string, string> Headers { get; }

    public Dictionary<string, string> Trailers { get; }

    public List<(byte Flags, byte[] Payload)> Envelopes { get; }

    /// <summary>Whether the status came in the headers, without a body.</summary>
    public bool IsTrailersOnly => Headers.ContainsKey("grpc-status") && Envelopes.Count == 0 && Trailers.Count == 0;

    public StatusCode Status => (StatusCode)int.Parse(Field("grpc-status")!, CultureInfo.InvariantCulture);

    public string Message => Uri.UnescapeDataString(Field("grpc-message") ?? "");

    public RpcStatus Details => RpcStatus.Parser.ParseFrom(Base64(Field("grpc-status-details-bin")!));

    public ProbeResponse Response => ProbeResponse.Parser.ParseFrom(Envelopes.Single().Payload);

    public static byte[] Base64(string text) => Convert.FromBase64String(text + new string('=', -text.Length & 3));

    private string? Field(string name) => Trailers.GetValueOrDefault(name) ?? Headers.GetValueOrDefault(name);
}

/// <summary>A Connect unary response, taken apart.</summary>
internal sealed class ConnectAnswer(HttpResponseMessage response, byte[] body)
{
    public HttpStatusCode Http { get; } = response.StatusCode;

    public string ContentType { get; } = response.Content.Headers.ContentType?.ToString() ?? "";

    public Dictionary<string, string> Headers { get; } = response.Headers.Concat(response.Content.Headers)
        .ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase);

    public byte[] Body { get; } = body;

    public JsonElement Json { get; } =
        body.Length > 0 && body[0] == '{' ? JsonDocument.Parse(body).RootElement : default;

    public string Code => Json.GetProperty("code").GetString()!;

    public string Message => Json.GetProperty("message").GetString()!;

    /// <summary>The readable form of a detail, by its type.</summary>
    public JsonElement Detail(string type) => Json.GetProperty("details").EnumerateArray()
        .Single(d => d.GetProperty("type").GetString() == type).GetProperty("debug");

    public string Field =>
        Detail("google.rpc.BadRequest").GetProperty("fieldViolations")[0].GetProperty("field").GetString()!;
}
