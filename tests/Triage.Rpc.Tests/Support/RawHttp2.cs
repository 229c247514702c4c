using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Triage.Rpc.Tests.Support;

/// <summary>A connection that speaks HTTP/2 frame by frame, so that tests can break its rules. Source: RFC
/// 9113.</summary>
internal sealed class RawHttp2 : IAsyncDisposable
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;
    public const byte EndStream = 1;
    public const byte EndHeaders = 4;
    public const byte Acknowledge = 1;
    public const uint EnhanceYourCalm = 11;

    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    private RawHttp2(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket);
    }

    /// <summary>Connects and exchanges settings.</summary>
    /// <param name="address">The server.</param>
    /// <param name="initialWindow">How much the server may send on each stream.</param>
    public static async Task<RawHttp2> ConnectAsync(Uri address, uint initialWindow = 65_535)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, address.Port);
        var connection = new RawHttp2(socket);
        await connection.WriteAsync(Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
        byte[] setting = new byte[6];
        setting[1] = 4; // SETTINGS_INITIAL_WINDOW_SIZE
        BinaryPrimitives.WriteUInt32BigEndian(setting.AsSpan(2), initialWindow);
        await connection.WriteFrameAsync(Settings, 0, 0, setting);
        return connection;
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes);

    public Task WriteFrameAsync(byte type, byte flags, int stream, ReadOnlyMemory<byte> payload) =>
        WriteAsync(Frame(type, flags, stream, payload.Span));

    /// <summary>Opens a gRPC call.</summary>
    public Task WriteCallAsync(int stream, string path, params (string Name, string Value)[] more) =>
        WriteFrameAsync(Headers, EndHeaders, stream, CallHeaders(path, more));

    public Task WriteDataAsync(int stream, byte[] data, bool end) =>
        WriteFrameAsync(Data, end ? EndStream : (byte)0, stream, data);

    /// <summary>The next frame; null when the server has closed the connection.</summary>
    public async Task<(byte Type, byte Flags, int Stream, byte[] Payload)?> ReadFrameAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        byte[] head = new byte[9];
        try
        {
            await _stream.ReadExactlyAsync(head, timeout.Token);
            byte[] payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
            await _stream.ReadExactlyAsync(payload, timeout.Token);
            return (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Reads until a frame of this type comes, and answers pings meanwhile; null when the connection ends
    /// before.</summary>
    public async Task<(byte Type, byte Flags, int Stream, byte[] Payload)?> ReadUntilAsync(byte type)
    {
        while (await ReadFrameAsync() is { } frame)
        {
            if (frame.Type == type)
            {
                return frame;
            }

            if (frame.Type == Ping && frame.Flags == 0)
            {
                await WriteFrameAsync(Ping, Acknowledge, 0, frame.Payload);
            }
        }

        return null;
    }

    public static byte[] Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    public static byte[] CallHeaders(string path, params (string Name, string Value)[] more)
    {
        using var block = new MemoryStream();
        (string, string)[] headers =
        [
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"),
            ("content-type", "application/grpc"), ("te", "trailers"), .. more,
        ];
        foreach ((string name, string value) in headers)
        {
            block.WriteByte(0); // literal, not indexed
            WriteText(block, name);
            WriteText(block, value);
        }

        return block.ToArray();
    }

    public ValueTask DisposeAsync()
    {
        // No lingering: thousands of test connections must not occupy ports.
        _socket.LingerState = new LingerOption(true, 0);
        _stream.Dispose();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A length in HPACK's integer with a prefix of seven bits, then the text as it is.</summary>
    private static void WriteText(MemoryStream block, string text)
    {
        int length = text.Length;
        if (length < 127)
        {
            block.WriteByte((byte)length);
        }
        else
        {
            block.WriteByte(127);
            for (length -= 127; length >= 128; length >>= 7)
            {
                block.WriteByte((byte)(length | 128));
            }

            block.WriteByte((byte)length);
        }

        block.Write(Encoding.ASCII.GetBytes(text));
    }
}
