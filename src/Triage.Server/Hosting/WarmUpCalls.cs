using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Triage.V1;

namespace Triage.Server.Hosting;

/// <summary>Calls of the warm-up as bytes on a socket: an HTTP client would be compiled too, for nothing.</summary>
internal static class WarmUpCalls
{
    private const int Http1Calls = 20;
    private const int UnaryCalls = 100; // at once: fewer than the streams that a connection may have
    private const int StreamedQueries = 64;

    private const int PrefixBytes = 5; // of a message of gRPC: flags and length
    private const int FrameHeaderBytes = 9; // RFC 9113, section 4.1
    private const int MaxFrameBytes = 16 * 1_024; // bytes, 16 KiB: the least that every peer takes
    private const byte Data = 0, Headers = 1, Settings = 4, WindowUpdate = 8;
    private const byte EndStream = 1, EndHeaders = 4;

    private static readonly TriageRequest[] Requests =
    [
        new() { Text = "I was charged twice for my subscription and nobody answers my emails!" },
        new() { Text = "주문한 상품이 아직 안 왔어요 😡 언제 도착하나요?" },
        new()
        {
            Text = "Quiero hablar con una persona, no con un robot",
            Context = new Context { AvailableChannels = { "phone", "email" } },
        },
    ];

    private static readonly TriageRequest Explained = new() { Text = Requests[0].Text, Explain = true };

    private static readonly byte[] Http1Requests = WriteHttp1();
    private static readonly byte[] Http2Requests = WriteHttp2();

    /// <summary>Sends Connect calls in JSON, one after the other on a connection of their own.</summary>
    public static async Task OverHttp1Async(IPEndPoint address, CancellationToken cancellationToken)
    {
        using NetworkStream stream = await SendAsync(address, Http1Requests, cancellationToken);
        using StreamReader reader = new(stream, Encoding.Latin1);
        for (int call = 0; call < Http1Calls; call++)
        {
            string? status = await reader.ReadLineAsync(cancellationToken);
            if (status != "HTTP/1.1 200 OK")
            {
                throw new IOException($"expected 200 OK, got {status}");
            }

            int length = 0;
            while (await reader.ReadLineAsync(cancellationToken) is { Length: > 0 } line)
            {
                if (line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase))
                {
                    length = int.Parse(line.AsSpan("Content-Length: ".Length), CultureInfo.InvariantCulture);
                }
            }

            await reader.ReadBlockAsync(new char[length], cancellationToken);
        }
    }

    /// <summary>Sends gRPC calls at once, and a stream of queries, on a connection of their own.</summary>
    public static async Task OverHttp2Async(IPEndPoint address, CancellationToken cancellationToken)
    {
        using NetworkStream stream = await SendAsync(address, Http2Requests, cancellationToken);
        byte[] frame = new byte[FrameHeaderBytes + MaxFrameBytes];
        for (int open = UnaryCalls + 1; open > 0;)
        {
            await stream.ReadExactlyAsync(frame.AsMemory(0, FrameHeaderBytes), cancellationToken);
            int length = BinaryPrimitives.ReadInt32BigEndian(frame) >> 8;
            bool ends = frame[3] is Data or Headers && (frame[4] & EndStream) != 0;
            await stream.ReadExactlyAsync(frame.AsMemory(0, length), cancellationToken);
            open -= ends ? 1 : 0;
        }
    }

    private static async Task<NetworkStream> SendAsync(
        IPEndPoint address, byte[] bytes, CancellationToken cancellationToken)
    {
        Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            await socket.SendAsync(bytes, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static byte[] WriteHttp1()
    {
        using MemoryStream output = new();
        for (int call = 0; call < Http1Calls; call++)
        {
            TriageRequest request = call % 2 == 0 ? Explained : Requests[call % Requests.Length];
            byte[] body = Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(request));
            output.Write("POST /triage.v1.TriageService/Triage HTTP/1.1\r\n"u8);
            output.Write("Host: localhost\r\nContent-Type: application/json\r\n"u8);
            output.Write(Encoding.ASCII.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n")));
            output.Write(body);
        }

        return output.ToArray();
    }

    private static byte[] WriteHttp2()
    {
        using MemoryStream output = new();
        output.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        WriteFrame(output, Settings, 0, 0, [0, 4, 127, 255, 255, 255]); // initial window: 2^31 - 1 bytes
        WriteFrame(output, WindowUpdate, 0, 0, [127, 255, 0, 0]); // the connection's: about as many
        int id = 1;
        WriteFrame(output, Headers, EndHeaders, id, HeaderBlock("TriageStream"));
        for (int query = 0; query < StreamedQueries; query++)
        {
            TriageStreamRequest request = new() { Id = "1", Query = Requests[query % Requests.Length] };
            WriteFrame(output, Data, query == StreamedQueries - 1 ? EndStream : (byte)0, id, Enveloped(request));
        }

        for (int call = 0; call < UnaryCalls; call++)
        {
            id += 2;
            WriteFrame(output, Headers, EndHeaders, id, HeaderBlock("Triage"));
            WriteFrame(output, Data, EndStream, id, Enveloped(Requests[call % Requests.Length]));
        }

        return output.ToArray();
    }

    /// <summary>The headers that gRPC clients send, compressed as they do it. Source: RFC 7541,
    /// sections 6 and appendix A.</summary>
    private static byte[] HeaderBlock(string method)
    {
        byte[] path = Encoding.ASCII.GetBytes($"/triage.v1.TriageService/{method}");
        return
        [
            0x83, 0x86, // :method: POST, :scheme: http
            0x44, (byte)path.Length, .. path, // :path
            0x41, 9, .. "localhost"u8, // :authority
            // content-type: application/grpc
            0x5f, 0x8b, 0x1d, 0x75, 0xd0, 0x62, 0x0d, 0x26, 0x3d, 0x4c, 0x4d, 0x65, 0x64,
            0x40, 2, .. "te"u8, 0x86, 0x4d, 0x83, 0x35, 0x05, 0xb1, 0x1f, // te: trailers
        ];
    }

    private static byte[] Enveloped(IMessage message)
    {
        byte[] bytes = new byte[PrefixBytes + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), bytes.Length - PrefixBytes);
        message.WriteTo(bytes.AsSpan(PrefixBytes));
        return bytes;
    }

    private static void WriteFrame(MemoryStream output, byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[FrameHeaderBytes];
        BinaryPrimitives.WriteInt32BigEndian(header, payload.Length << 8);
        header[3] = type;
        header[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(header[5..], stream);
        output.Write(header);
        output.Write(payload);
    }
}
