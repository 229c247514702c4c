using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Triage.V1;

namespace Triage.Server.Hosting;

/// <summary>A connection with gRPC calls of the warm-up, as bytes on a socket: an HTTP client would be compiled too,
/// for nothing.</summary>
internal sealed class WarmUpConnection : IDisposable
{
    private const int PrefixBytes = 5; // of a message of gRPC: flags and length
    private const int FrameHeaderBytes = 9; // RFC 9113, section 4.1
    private const int MaxFrameBytes = 16 * 1_024; // bytes, 16 KiB: the least that every peer takes
    private const byte Data = 0, Headers = 1, Settings = 4, WindowUpdate = 8;
    private const byte EndStream = 1, EndHeaders = 4;

    /// <summary>The rest, as clients compress it at first and from then on. Source: RFC 7541, section 6 and appendix A.
    /// </summary>
    private static readonly byte[] FirstHeaders =
    [
        0x41, 9, .. "localhost"u8, // :authority
        // content-type: application/grpc
        0x5f, 0x8b, 0x1d, 0x75, 0xd0, 0x62, 0x0d, 0x26, 0x3d, 0x4c, 0x4d, 0x65, 0x64,
        0x40, 2, .. "te"u8, 0x86, 0x4d, 0x83, 0x35, 0x05, 0xb1, 0x1f, // te: trailers
    ];

    private static readonly byte[] FurtherHeaders = [0xc0, 0xbf, 0xbe];

    private static readonly byte[] UnaryPath = PathOf("Triage");
    private static readonly byte[] StreamPath = PathOf("TriageStream");
    private static readonly byte[][] Calls = [.. WarmUpRequests.All.Select(Enveloped)];
    private static readonly byte[][] Queries =
        [.. WarmUpRequests.All.Select(query => Enveloped(new TriageStreamRequest { Id = "1", Query = query }))];

    private readonly Socket _socket;
    private readonly MemoryStream _output = new();
    private readonly byte[] _input = new byte[4 * (FrameHeaderBytes + MaxFrameBytes)];
    private int _received;
    private int _id = -1;

    private WarmUpConnection(Socket socket) => _socket = socket;

    public static async Task<WarmUpConnection> OpenAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        WarmUpConnection connection = new(
            new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        try
        {
            await connection._socket.ConnectAsync(address, cancellationToken);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        connection._output.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        connection.WriteFrame(Settings, 0, 0, [0, 4, 127, 255, 255, 255]); // initial window: 2^31 - 1 bytes
        connection.WriteFrame(WindowUpdate, 0, 0, [127, 255, 0, 0]); // the connection's: about as many
        return connection;
    }

    /// <summary>Sends so many calls at once, each with one query, and waits until all are answered.</summary>
    /// <param name="calls">Fewer than the 100 streams that a connection may have.</param>
    /// <param name="cancellationToken">Stops sending and waiting.</param>
    public Task CallAsync(int calls, CancellationToken cancellationToken)
    {
        for (int call = 0; call < calls; call++)
        {
            WriteHeaders(UnaryPath);
            WriteFrame(Data, EndStream, _id, Calls[call % Calls.Length]);
        }

        return ExchangeAsync(calls, cancellationToken);
    }

    /// <summary>Sends so many queries in one stream, and waits until all are answered.</summary>
    public Task StreamAsync(int queries, CancellationToken cancellationToken)
    {
        WriteHeaders(StreamPath);
        for (int query = 0; query < queries; query++)
        {
            byte flags = query == queries - 1 ? EndStream : (byte)0;
            WriteFrame(Data, flags, _id, Queries[query % Queries.Length]);
        }

        return ExchangeAsync(1, cancellationToken);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _output.Dispose();
    }

    /// <summary>Sends what was written, and reads until so many streams have ended.</summary>
    private async Task ExchangeAsync(int open, CancellationToken cancellationToken)
    {
        await _socket.SendAsync(_output.GetBuffer().AsMemory(0, (int)_output.Length), cancellationToken);
        _output.SetLength(0);
        while (open > 0)
        {
            int count = await _socket.ReceiveAsync(_input.AsMemory(_received), cancellationToken);
            if (count == 0)
            {
                throw new IOException("the connection of the warm-up was closed");
            }

            _received += count;
            open -= EndedStreams();
        }
    }

    /// <summary>Takes whole frames from what was received.</summary>
    private int EndedStreams()
    {
        int ended = 0;
        Span<byte> left = _input.AsSpan(0, _received);
        while (left.Length >= FrameHeaderBytes)
        {
            int frame = FrameHeaderBytes + (BinaryPrimitives.ReadInt32BigEndian(left) >> 8);
            if (left.Length < frame)
            {
                break;
            }

            ended += left[3] is Data or Headers && (left[4] & EndStream) != 0 ? 1 : 0;
            left = left[frame..];
        }

        left.CopyTo(_input);
        _received = left.Length;
        return ended;
    }

    private void WriteHeaders(byte[] path)
    {
        byte[] headers = [.. path, .. _id < 0 ? FirstHeaders : FurtherHeaders];
        _id += 2;
        WriteFrame(Headers, EndHeaders, _id, headers);
    }

    private void WriteFrame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[FrameHeaderBytes];
        BinaryPrimitives.WriteInt32BigEndian(header, payload.Length << 8);
        header[3] = type;
        header[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(header[5..], stream);
        _output.Write(header);
        _output.Write(payload);
    }

    /// <summary>The headers of every call, its path as one that enters no table.</summary>
    private static byte[] PathOf(string method)
    {
        byte[] path = Encoding.ASCII.GetBytes($"/triage.v1.TriageService/{method}");
        return [0x83, 0x86, 0x04, (byte)path.Length, .. path];
    }

    private static byte[] Enveloped(IMessage message)
    {
        byte[] bytes = new byte[PrefixBytes + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), bytes.Length - PrefixBytes);
        message.WriteTo(bytes.AsSpan(PrefixBytes));
        return bytes;
    }
}
