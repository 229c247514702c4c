using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Triage.Storage.Tests.Support;

/// <summary>A Redis server of its own on a free port.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly int _port = ServerProcess.FreePort();
    private readonly TemporaryFolder _folder = new();
    private ServerProcess? _process;
    private string _password = "";

    public string ConnectionString => $"127.0.0.1:{_port}";

    public static async Task<RedisServer> StartNewAsync()
    {
        RedisServer server = new();
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it unless it runs.</summary>
    public async Task StartAsync(params string[] settings)
    {
        if (_process?.IsRunning == true)
        {
            return;
        }

        _process = new ServerProcess(
            "redis-server",
            [
                "--port", $"{_port}", "--bind", "127.0.0.1",
                "--save", "", "--appendonly", "no", "--daemonize", "no",

                // What a replica takes from its primary goes through a file, which must not be there at the next start.
                "--dir", _folder.Path, "--rdb-del-sync-files", "yes", .. settings,
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

    /// <summary>Makes it a replica of another server, or, without one, a server of its own again.</summary>
    public async Task ReplicateAsync(RedisServer? primary)
    {
        await (primary is null
            ? CommandAsync("REPLICAOF", "NO", "ONE")
            : CommandAsync("REPLICAOF", "127.0.0.1", $"{primary._port}"));
        while (primary is not null
            && !(await CommandAsync("INFO", "replication")).Contains("master_link_status:up", StringComparison.Ordinal))
        {
            await Task.Delay(20);
        }
    }

    public Task KillAsync() => _process!.KillAsync();

    public Task PauseAsync() => _process!.SignalAsync("STOP");

    public Task ContinueAsync() => _process!.SignalAsync("CONT");

    /// <summary>Asks for another password, also of those that are connected; empty for none.</summary>
    public async Task SetPasswordAsync(string password)
    {
        await CommandAsync("CONFIG", "SET", "requirepass", password);
        _password = password;
        await CommandAsync("CLIENT", "KILL", "TYPE", "pubsub");
        await CommandAsync("CLIENT", "KILL", "TYPE", "normal");
    }

    /// <summary>Sends one command on a connection of its own.</summary>
    /// <returns>The first line of the answer; of a text, all of it.</returns>
    public async Task<string> CommandAsync(params string[] words)
    {
        using TcpClient client = new();
        await client.ConnectAsync("127.0.0.1", _port);
        NetworkStream stream = client.GetStream();
        using StreamReader reader = new(stream);
        if (_password.Length > 0)
        {
            await stream.WriteAsync(Encode("AUTH", _password));
            await reader.ReadLineAsync();
        }

        await stream.WriteAsync(Encode(words));
        string line = (await reader.ReadLineAsync())!;
        if (!line.StartsWith('$'))
        {
            return line;
        }

        char[] text = new char[int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture)];
        await reader.ReadBlockAsync(text);
        return new string(text);
    }

    public void Dispose()
    {
        _process?.Dispose();
        _folder.Dispose();
    }

    private static byte[] Encode(params string[] words)
    {
        StringBuilder command = new($"*{words.Length.ToString(CultureInfo.InvariantCulture)}\r\n");
        foreach (string word in words)
        {
            command.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        }

        return Encoding.UTF8.GetBytes(command.ToString());
    }
}
