using System.CommandLine;
using Triage.Cli.Keys;
using Triage.Storage.Replication;

namespace Triage.Cli.Worker;

/// <summary><c>triage worker</c>: decides the queries of a Redis stream.</summary>
internal static class WorkerCommand
{
    private const string Description = """
        Reads queries from a Redis stream, has a service decide them, and writes the decisions to another stream, once
        an id. Start as many as the load asks for; stop them as you like: what one leaves undone the others take over.

          {NAME}:queries    write here: id, up to 128 characters, and query, a TriageRequest as JSON
          {NAME}:decisions  read and trim: id, decision (a TriageResponse as JSON), entry (what the query was called)
          {NAME}:poison     what cannot be decided: id, query, entry, code, reason

        The service's key is taken from TRIAGE_KEY, of the environment or a file in Settings__SecretsDirectory;
        OTEL_EXPORTER_OTLP_ENDPOINT names a collector that takes metrics.
        Needs Redis 6.2 or later, with an append-only file to lose nothing.
        """;

    private const string UsualRedis = "127.0.0.1:6379";
    private const string RedisFault = $"--redis: expected servers such as {UsualRedis}";

    public static Command Create()
    {
        Option<string?> redis = new("--redis")
        {
            Description = "Redis with the streams. Default: Policies__Redis, of the environment or a file in "
                + "Settings__SecretsDirectory; else 127.0.0.1:6379.",
            HelpName = "ADDRESS",
        };
        redis.Validators.Add(result =>
        {
            if (!RedisFeed.IsConnectionString(result.GetValueOrDefault<string>()))
            {
                result.AddError(RedisFault);
            }
        });
        Option<Uri> server = ServerOption.Create();
        Option<string> stream = new("--stream")
        {
            Description = "NAME that the keys begin with: one a tenant, or line of business. Default: triage.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "triage",
        };
        stream.Validators.Add(result =>
        {
            string name = result.GetValueOrDefault<string>();
            if (name.Length is 0 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            {
                result.AddError("--stream: expected 1 to 64 characters of A-Z, a-z, 0-9, '-' and '_'");
            }
        });
        Option<int> batch = Count("--batch", "Messages at a time, 1 to 1,000.", usual: 100, most: 1_000);
        Option<int> maxUnread = Count(
            "--max-unread",
            "Answers that may wait for their readers; above, workers wait. A decision takes some 8.4 kB in Redis.",
            usual: 10_000,
            most: 100_000_000);
        Option<TimeSpan> takeOverAfter = Length(
            "--take-over-after",
            "Silence after which a worker's messages are another's. Default: 1m.",
            TimeSpan.FromMinutes(1));
        Option<TimeSpan> remember = Length(
            "--remember", "For how long an id is not decided again. Default: 1d.", TimeSpan.FromDays(1));
        Command command = new("worker", Description)
        {
            redis, server, stream, batch, maxUnread, takeOverAfter, remember,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            WorkerOptions options = new(
                Redis(parsed.GetValue(redis)),
                parsed.GetRequiredValue(stream),
                parsed.GetRequiredValue(batch),
                parsed.GetRequiredValue(maxUnread),
                parsed.GetRequiredValue(takeOverAfter),
                parsed.GetRequiredValue(remember));
            using BatchClient service = new(parsed.GetRequiredValue(server));
            using WorkerMetrics metrics = new(options.Stream);
            using IDisposable? telemetry = WorkerTelemetry.Start();
            await new QueryWorker(options, service, metrics, StandardError.Progress).RunAsync(cancellation);
            return ExitCode.Success;
        });
        return command;
    }

    /// <remarks>It may hold a password: it is not printed.</remarks>
    private static string Redis(string? given)
    {
        string address = given ?? ServiceSetting.Find(ServiceSetting.Redis) ?? UsualRedis;
        return RedisFeed.IsConnectionString(address)
            ? address
            : throw new CommandFailure(RedisFault);
    }

    private static Option<int> Count(string name, string description, int usual, int most)
    {
        Option<int> option = new(name)
        {
            Description = FormattableString.Invariant($"{description} Default: {usual:N0}."),
            HelpName = "N",
            DefaultValueFactory = _ => usual,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is int value && (value < 1 || value > most))
            {
                result.AddError(FormattableString.Invariant($"{name}: expected 1 to {most:N0}, got {value}"));
            }
        });
        return option;
    }

    private static Option<TimeSpan> Length(string name, string description, TimeSpan usual)
    {
        Option<TimeSpan> option = Instants.Span(name, description, usual);
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<TimeSpan>() < TimeSpan.FromSeconds(1))
            {
                result.AddError($"{name}: expected 1s or more");
            }
        });
        return option;
    }
}
