using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Triage.V1;

namespace Triage.Server.Hosting;

/// <summary>Connect calls of the warm-up, in JSON over HTTP/1.1, half of them with an explanation.</summary>
internal static class WarmUpJsonCalls
{
    private const int Calls = 20;

    private static readonly byte[] Requests = Write();

    /// <summary>Sends the calls, one after the other on a connection of their own.</summary>
    public static async Task SendAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        using Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address, cancellationToken);
        await socket.SendAsync(Requests, cancellationToken);
        using NetworkStream stream = new(socket);
        using StreamReader reader = new(stream, Encoding.Latin1);
        for (int call = 0; call < Calls; call++)
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

    private static byte[] Write()
    {
        using MemoryStream output = new();
        for (int call = 0; call < Calls; call++)
        {
            TriageRequest request = WarmUpRequests.All[call % WarmUpRequests.All.Length].Clone();
            request.Explain = call % 2 == 0;
            byte[] body = Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(request));
            output.Write("POST /triage.v1.TriageService/Triage HTTP/1.1\r\n"u8);
            output.Write("Host: localhost\r\nContent-Type: application/json\r\n"u8);
            output.Write(Encoding.ASCII.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n")));
            output.Write(body);
        }

        return output.ToArray();
    }
}
