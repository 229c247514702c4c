using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Triage.Storage.Tests.Support;

/// <summary>A Redis server of its own on a free port.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly int _port = ServerProcess.FreePort();
    private ServerProcess? _process;


    public string ConnectionString => $"127.0.0.1:{_port}";

    public static async Task<RedisServer> StartNewAsync()
    {
        RedisServer server = new();
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync(params string[] settings)
    {
        _process = new ServerProcess(
            "redis-server",
            [
                "--port", $"{_port}", "--bind", "127.0.0.1",
                "--save", "", "--appendonly", "no", "--daemonize", "no", .. settings,
            ]);
        while (true)
        {
            try
            {
                await CommandAsync("PING");
                return;
            }
            catch (SocketException) when (_process.IsRunning)
            {
                await Task.Delay(20);
            }
        }
    }

    public Task KillAsync() => _process!.KillAsync();

    public Task PauseAsync() => _process!.SignalAsync("STOP");

    public Task ContinueAsync() => _process!.SignalAsync("CONT");

    /// <summary>Sends one command on a connection of its own.</summary>
    /// <returns>The first line of the answer.</returns>
    public async Task<string> CommandAsync(params string[] words)
    {
        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", _port);
        NetworkStream stream = client.GetStream();
        StringBuilder command = new($"*{words.Length.ToString(CultureInfo.InvariantCulture)}\r\n");
        foreach (string word in words)
        {
            command.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(command.ToString()));
        using StreamReader reader = new(stream);
        return (await reader.ReadLineAsync())!;
    }

    public void Dispose() => _process?.Dispose();
}
