using System.CommandLine;
using System.Data.Common;
using Triage.Storage.Keys;
using Triage.Storage.Replication;
using Triage.Storage.Sql;

namespace Triage.Cli.Keys;

/// <summary>The database that keys are kept in: the first key of a service can only be made here.</summary>
internal sealed class KeyDatabase
{
    private const string UsualDatabase = "Data Source=data/triage.db";

    private readonly Option<string?> _redis = new("--redis")
    {
        Description = "Redis of the service, to tell it at once; without, it hears within a second from the database. "
            + "Default: Policies__Redis, of the environment or a file in Settings__SecretsDirectory.",
        HelpName = "ADDRESS",
        Recursive = true,
    };

    private readonly Option<string?> _database = new("--database")
    {
        Description = "Database of the service: 'Data Source=FILE' or 'Host=...'. "
            + "Default: Policies__Database, of the environment or a file in Settings__SecretsDirectory; else the file "
            + "data/triage.db.",
        HelpName = "CONNECTION",
        Recursive = true,
    };

    public IReadOnlyList<Option> Options => [_database, _redis];

    /// <summary>Who is named in the audit.</summary>
    public static string Actor => $"cli:{Environment.UserName}";

    /// <summary>Runs a step on the database, whose tables are made when they are missing.</summary>
    /// <exception cref="CommandFailure">The database does not answer.</exception>
    public async Task<T> RunAsync<T>(ParseResult parsed, Func<KeyStore, Task<T>> step, CancellationToken cancellation)
    {
        string connection = parsed.GetValue(_database) ?? ServiceSetting.Find(ServiceSetting.Database) ?? UsualDatabase;
        try
        {
            await using SqlDatabase database = SqlDatabase.At(connection);
            await Migrator.MigrateAsync(database, cancellation);
            return await step(new KeyStore(database, TimeProvider.System));
        }
        catch (Exception e) when (e is DbException or ArgumentException or InvalidOperationException)
        {
            throw new CommandFailure($"--database: {e.Message}");
        }
    }

    /// <summary>Tells the service of a key that was changed.</summary>
    public async Task TellAsync(ParseResult parsed, ApiKey key, CancellationToken cancellation)
    {
        string? redis = parsed.GetValue(_redis) ?? ServiceSetting.Find(ServiceSetting.Redis);
        if (redis is { Length: > 0 } && !await KeyMessenger.TryTellAsync(redis, key, cancellation))
        {
            await Console.Error.WriteLineAsync(
                "--redis: does not answer; replicas hear of it from the database within a second");
        }
    }
}
