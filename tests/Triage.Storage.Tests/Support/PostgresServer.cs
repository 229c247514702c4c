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

    private readonly TemporaryFolder _folder = new();
    private ServerProcess? _process;
    private int _databases;

    internal int Port { get; } = ServerProcess.FreePort();

    private string Data => _folder.File("data");

    public async ValueTask InitializeAsync()
    {
        await RunAsync("initdb", "-D", Data, "-U", "triage", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C");
        await StartAsync();
    }

    /// <summary>Starts it as a standby of another server, whatever it held before.</summary>
    internal async Task StandByAsync(PostgresServer primary)
    {
        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }

        await RunAsync(
            "pg_basebackup", "-D", Data, "-h", "127.0.0.1", "-p", $"{primary.Port}", "-U", "triage",
            "--write-recovery-conf", "--checkpoint=fast", "--no-sync");
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
        await AskAsync($"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    /// <summary>Runs one statement as the owner of the server, on a connection of its own.</summary>
    /// <returns>The first value of its answer.</returns>
    internal async Task<object?> AskAsync(string sql)
    {
        await using NpgsqlConnection connection = new(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync();
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
            .. AsUser[1..], Find("postgres"), "-D", Data, "-p", $"{Port}", "-h", "127.0.0.1", "-k",
            _folder.Path, "-c", "max_connections=200", "-c", "wal_retrieve_retry_interval=100ms",
        ]);

    private async Task RunAsync(string program, params string[] arguments)
    {
        if (Environment.UserName == "root")
        {
            await ServerProcess.RunAsync("chown", "postgres", _folder.Path);
        }

        await ServerProcess.RunAsync(AsUser[0], [.. AsUser[1..], Find(program), .. arguments]);
    }

    private static string Find(string program) =>
        Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal)
            .Select(version => Path.Combine(version, "bin", program)).Last(File.Exists);

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=triage;Database={database};Timeout=5;Maximum Pool Size=30";
}
