using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Triage.Storage.Tests.Support;

/// <summary>A PostgreSQL server of its own on a free port.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // PostgreSQL refuses to run as root.
    private static readonly string[] AsUser = Environment.UserName == "root"
        ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        : ["env"];

    private readonly int _port = ServerProcess.FreePort();
    private readonly TemporaryFolder _folder = new();
    private ServerProcess? _process;
    private int _databases;

    private string Data => _folder.File("data");

    public async ValueTask InitializeAsync()
    {
        if (Environment.UserName == "root")
        {
            await ServerProcess.RunAsync("chown", "postgres", _folder.Path);
        }

        await ServerProcess.RunAsync(
            AsUser[0],
            [
                .. AsUser[1..], Find("initdb"), "-D", Data, "-U", "triage", "--auth=trust", "--no-sync", "-E",
                "UTF8", "--locale=C",
            ]);
        await StartAsync();
    }

    /// <summary>Starts it unless it runs.</summary>
    /// <remarks>After a kill a start may be refused at first: what was killed leaves processes that end a bit
    /// later.</remarks>
    public async Task StartAsync()
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (_process?.IsRunning != true)
            {
                _process?.Dispose();
                _process = Launch();
            }

            try
            {
                await using NpgsqlConnection connection = new(ConnectionString("postgres") + ";Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(start) < Patience)
            {
                await Task.Delay(50);
            }
        }
    }

    public async Task KillAsync() => await _process!.KillAsync();

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await using NpgsqlConnection connection = new(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand command = new($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    public ValueTask DisposeAsync()
    {
        _process?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private ServerProcess Launch() => new(
        AsUser[0],
        [
            .. AsUser[1..], Find("postgres"), "-D", Data, "-p", $"{_port}", "-h", "127.0.0.1", "-k",
            _folder.Path, "-c", "max_connections=200",
        ]);

    private static string Find(string program) =>
        Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal)
            .Select(version => Path.Combine(version, "bin", program)).Last(File.Exists);

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Username=triage;Database={database};Timeout=5;Maximum Pool Size=30";
}
