using Google.Protobuf;
using Probe.V1;

namespace Triage.Rpc.Tests.Support;

/// <summary>Makes bad requests out of good ones; the same seed makes the same requests.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly string[] Methods =
        ["Unary", "Change", "Missing", "Download", "Upload", "Chat", "Nothing", "", "Unary/x"];

    private static readonly string[] ContentTypes =
    [
        "application/grpc", "application/grpc+proto", "application/grpc+json", "application/grpc-web",
        "application/grpc-web+proto", "application/grpc-web+json", "application/grpc-web-text", "application/proto",
        "application/json", "application/connect+proto", "application/connect+json", "application/json; charset=x",
        "text/plain", "application/grpc-webb", "application/connect+",
    ];

    private static readonly string[] HeaderNames =
    [
        "grpc-encoding", "grpc-accept-encoding", "content-encoding", "accept-encoding", "connect-content-encoding",
        "connect-accept-encoding", "connect-protocol-version", "echo-a", "echo-b-bin", "te", "x-user-agent",
    ];

    private static readonly string[] HeaderValues =
        ["", "gzip", "identity", "br, gzip;q=0", "1", "2", "AAEC", "!!!", "=", ",", ";;;", "q=1", "gzip, gzip", " a "];

    private readonly Random _random = new(seed);

    /// <summary>A request that HTTP carries, whose content may be anything.</summary>
    public HttpRequestMessage NextRequest()
    {
        string contentType = Pick(ContentTypes);
        byte[] body = NextBody(contentType);
        List<(string, string)> headers =
            [("grpc-timeout", Chance(50) ? "80m" : "1S"), ("connect-timeout-ms", "80")];
        for (int i = _random.Next(3); i > 0; i--)
        {
            headers.Add((Pick(HeaderNames), Pick(HeaderValues)));
        }

        string path = "/probe.v1.Probe/" + Pick(Methods);
        if (Chance(10))
        {
            path += "?message=%7B%7D&encoding=" + Pick(["json", "proto", "x", ""]) + (Chance(2) ? "&base64=1" : "");
        }

        HttpRequestMessage request = Wire.Post(path, body, contentType, [.. headers]);
        if (Chance(20))
        {
            request.Method = new HttpMethod(Pick(["GET", "PUT", "OPTIONS", "HEAD"]));
            request.Content = request.Method == HttpMethod.Put ? request.Content : null;
        }

        return request;
    }

    /// <summary>What a client of HTTP/2 sends on a connection, broken somewhere.</summary>
    public byte[] NextHttp2Connection() => Mutate([
        .. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8,
        .. RawHttp2.Frame(RawHttp2.Settings, 0, 0, []),
        .. RawHttp2.Frame(
            RawHttp2.Headers, RawHttp2.EndHeaders, 1, RawHttp2.CallHeaders(Wire.UnaryPath, ("grpc-timeout", "80m"))),
        .. RawHttp2.Frame(RawHttp2.Data, RawHttp2.EndStream, 1, NextBody("application/grpc")),
        .. RawHttp2.Frame(RawHttp2.Ping, 0, 0, new byte[8]),
        .. RawHttp2.Frame(RawHttp2.Reset, 0, 1, new byte[4]),
    ]);

    /// <summary>What a client of HTTP/1.1 sends on a connection, broken somewhere.</summary>
    public byte[] NextHttp1Connection() => Mutate([
        .. "POST /probe.v1.Probe/Unary HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"u8,
        .. "Connect-Timeout-Ms: 80\r\nContent-Length: 13\r\n\r\n{\"text\": \"a\"}"u8,
    ]);

    public bool Chance(int oneOf) => _random.Next(oneOf) == 0;

    private byte[] NextBody(string contentType)
    {
        var request = new ProbeRequest
        {
            Text = new string('t', _random.Next(40)),
            Count = _random.Next(3),
            Answers = { ["urgency"] = _random.Next(3) },
            Part = new Part { Name = "n", Numbers = { 1, 2, 3 } },
            ResponseBytes = Chance(4) ? _random.Next(9_000) : 0,
        };
        byte[] payload = contentType.Contains("json", StringComparison.Ordinal)
            ? System.Text.Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(request))
            : request.ToByteArray();
        payload = Chance(2) ? Mutate(payload) : payload;
        if (contentType is "application/json" or "application/proto")
        {
            return payload;
        }

        byte[] body = [.. Wire.Envelope(payload), .. Chance(3) ? Wire.Envelope(payload, (byte)_random.Next(4)) : []];
        body = Chance(2) ? Mutate(body) : body;
        return contentType.Contains("-text", StringComparison.Ordinal)
            ? Mutate(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(body)))
            : body;
    }

    /// <summary>Breaks bytes in one to three places.</summary>
    private byte[] Mutate(byte[] bytes)
    {
        var list = new List<byte>(bytes);
        for (int i = _random.Next(1, 4); i > 0 && list.Count > 0; i--)
        {
            int at = _random.Next(list.Count);
            switch (_random.Next(6))
            {
                case 0:
                    list[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1:
                    list[at] = (byte)_random.Next(256);
                    break;
                case 2:
                    list.RemoveRange(at, list.Count - at);
                    break;
                case 3:
                    list.RemoveRange(at, Math.Min(_random.Next(1, 6), list.Count - at));
                    break;
                case 4:
                    list.InsertRange(at, list.GetRange(at, Math.Min(_random.Next(1, 60), list.Count - at)));
                    break;
                default:
                    list[at] = Pick<byte>([0, 1, 127, 128, 255, (byte)'"', (byte)'{', (byte)'\\']);
                    break;
            }
        }

        return [.. list];
    }

    private T Pick<T>(T[] choices) => choices[_random.Next(choices.Length)];
}
