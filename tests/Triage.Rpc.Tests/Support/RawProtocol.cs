using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Probe.V1;
using RpcStatus = Google.Rpc.Status;

namespace Triage.Rpc.Tests.Support;

/// <summary>A protocol for streams, as bytes: so that the same cases run over all of them.</summary>
public sealed class RawProtocol
{
    private static readonly JsonParser LenientJson = new(JsonParser.Settings.Default);

    private RawProtocol(string contentType, int httpVersion)
    {
        ContentType = contentType;
        HttpVersion = httpVersion;
    }

    public static IReadOnlyList<RawProtocol> All { get; } =
    [
        new("application/grpc", 2),
        new("application/grpc-web", 1), new("application/grpc-web+proto", 2), new("application/grpc-web+json", 1),
        new("application/grpc-web-text", 1), new("application/grpc-web-text+proto", 2),
        new("application/connect+proto", 1), new("application/connect+proto", 2),
        new("application/connect+json", 1), new("application/connect+json", 2),
    ];

    public string ContentType { get; }

    public int HttpVersion { get; }

    private bool IsJson => ContentType.EndsWith("json", StringComparison.Ordinal);

    private bool IsText => ContentType.Contains("-text", StringComparison.Ordinal);

    private bool IsConnect => ContentType.Contains("connect", StringComparison.Ordinal);

    private bool IsWeb => ContentType.Contains("grpc-web", StringComparison.Ordinal);

    public override string ToString() => $"{ContentType} HTTP/{HttpVersion}";

    internal HttpClient Client(ProbeServer server) => HttpVersion == 1 ? server.Http1 : server.Http2;

    internal byte[] Encode(ProbeRequest request, bool gzip = false)
    {
        byte[] payload = IsJson ? Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(request)) : request.ToByteArray();
        byte[] envelope = gzip ? Wire.Envelope(Gzipped.Compress(payload), flags: 1) : Wire.Envelope(payload);
        return IsText ? Encoding.ASCII.GetBytes(Convert.ToBase64String(envelope)) : envelope;
    }

    internal ProbeResponse Decode(byte[] payload) => IsJson
        ? LenientJson.Parse<ProbeResponse>(Encoding.UTF8.GetString(payload))
        : ProbeResponse.Parser.ParseFrom(payload);

    internal async Task<StreamAnswer> CallAsync(
        ProbeServer server,
        string method,
        IEnumerable<ProbeRequest> requests,
        params (string Name, string Value)[] headers)
    {
        byte[] body = [.. requests.SelectMany(r => Encode(r))];
        return await CallAsync(server, method, body, headers);
    }

    internal async Task<StreamAnswer> CallAsync(
        ProbeServer server, string method, byte[] body, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = Wire.Post($"/probe.v1.Probe/{method}", body, ContentType, headers);
        using HttpResponseMessage response = await Client(server).SendAsync(request);
        return Read(response, await response.Content.ReadAsByteArrayAsync());
    }

    internal StreamAnswer Read(HttpResponseMessage response, byte[] body)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(ContentType, response.Content.Headers.ContentType!.ToString());
        List<(byte Flags, byte[] Payload)> envelopes = Wire.Envelopes(IsText ? DecodeText(body) : body);
        var answer = new StreamAnswer();
        foreach ((string name, IEnumerable<string> values) in response.Headers)
        {
            answer.Headers[name] = string.Join(",", values);
        }

        if (IsConnect)
        {
            ReadConnectEnd(answer, envelopes);
        }
        else
        {
            ReadGrpcEnd(answer, response, envelopes);
        }

        foreach ((byte flags, byte[] payload) in envelopes)
        {
            Assert.InRange(flags, 0, 1);
            answer.Compressed += flags;
            answer.Messages.Add(Decode(flags == 1 ? Gzipped.Inflate(payload) : payload));
        }

        return answer;
    }

    private static void ReadConnectEnd(StreamAnswer answer, List<(byte Flags, byte[] Payload)> envelopes)
    {
        (byte flags, byte[] payload) = envelopes[^1];
        envelopes.RemoveAt(envelopes.Count - 1);
        Assert.Equal(2, flags);
        JsonElement end = JsonDocument.Parse(payload).RootElement;
        if (end.TryGetProperty("metadata", out JsonElement metadata))
        {
            foreach (JsonProperty entry in metadata.EnumerateObject())
            {
                answer.Trailers[entry.Name] = string.Join(",", entry.Value.EnumerateArray().Select(v => v.GetString()));
            }
        }

        if (end.TryGetProperty("error", out JsonElement error))
        {
            string code = error.GetProperty("code").GetString()!.Replace("_", "", StringComparison.Ordinal);
            answer.Status = code == "canceled" ? StatusCode.Cancelled : Enum.Parse<StatusCode>(code, ignoreCase: true);
            answer.Message = error.GetProperty("message").GetString()!;
            answer.DetailTypes.AddRange(
                error.GetProperty("details").EnumerateArray().Select(d => d.GetProperty("type").GetString()!));
        }
    }

    private void ReadGrpcEnd(
        StreamAnswer answer, HttpResponseMessage response, List<(byte Flags, byte[] Payload)> envelopes)
    {
        IEnumerable<(string Name, string Value)> trailers =
            response.TrailingHeaders.Concat(response.Headers).Select(h => (h.Key, string.Join(",", h.Value)));
        if (IsWeb)
        {
            (byte flags, byte[] payload) = envelopes[^1];
            envelopes.RemoveAt(envelopes.Count - 1);
            Assert.Equal(0x80, flags);
            trailers = Encoding.ASCII.GetString(payload).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
                .Select(
                    line =>
                        (
                            line[..line.IndexOf(':', StringComparison.Ordinal)],
                            line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..]));
        }

        foreach ((string name, string value) in trailers)
        {
            answer.Trailers[name] = value;
        }

        answer.Status = (StatusCode)int.Parse(answer.Trailers["grpc-status"], CultureInfo.InvariantCulture);
        answer.Message = Uri.UnescapeDataString(answer.Trailers.GetValueOrDefault("grpc-message", ""));
        if (answer.Trailers.TryGetValue("grpc-status-details-bin", out string? details))
        {
            answer.DetailTypes.AddRange(RpcStatus.Parser.ParseFrom(GrpcAnswer.Base64(details)).Details
                .Select(d => Google.Protobuf.WellKnownTypes.Any.GetTypeName(d.TypeUrl)));
        }
    }

    /// <summary>Decodes pieces of base64 that are padded one by one.</summary>
    private static byte[] DecodeText(byte[] body) =>
        [.. Encoding.ASCII.GetString(body).Chunk(4).SelectMany(quad => Convert.FromBase64String(new string(quad)))];
}

/// <summary>The response of a streaming call, taken apart.</summary>
internal sealed class StreamAnswer
{
    public List<ProbeResponse> Messages { get; } = [];

    public int Compressed { get; set; }

    public StatusCode Status { get; set; }

    public string Message { get; set; } = "";

    public List<string> DetailTypes { get; } = [];

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, string> Trailers { get; } = new(StringComparer.OrdinalIgnoreCase);
}
