using System.CommandLine;
using Spectre.Console;
using Triage.Storage.Keys;

namespace Triage.Cli.Keys;

/// <summary><c>triage keys</c>: makes, lists, replaces and revokes API keys.</summary>
internal static class KeysCommand
{
    private static readonly TimeSpan UsualOverlap = TimeSpan.FromDays(1);

    public static Command Create()
    {
        KeyDatabase database = new();
        Command command = new("keys", "Manages the API keys of a service, in its database.")
        {
            Make(database),
            List(database),
            Revoke(database),
            Rotate(database),
        };
        foreach (Option option in database.Options)
        {
            command.Add(option);
        }

        return command;
    }

    private static Command Make(KeyDatabase database)
    {
        Option<string> tenant = Tenant();
        Option<string> role = new("--role") { Description = "What it may do.", Required = true };
        role.AcceptOnlyFromAmong([.. KeyGrant.RoleNames.Keys]);
        Option<string> name = new("--name") { Description = "Who uses it: the actor in the audit. Default: the role." };
        Option<DateTimeOffset?> expires = Expires("never");
        Option<string[]> origin = new("--origin")
        {
            Description = "Page that may use a widget's key, such as https://shop.example.",
            HelpName = "ORIGIN",
        };
        Option<int?> rate = new("--requests-per-second")
        {
            Description = "Queries a second, a limit of its own.",
            HelpName = "N",
        };
        Option<int?> concurrency = new("--concurrency")
        {
            Description = "Calls at a time, a limit of its own.",
            HelpName = "N",
        };
        Command command = new("create", "Makes a key and prints it: the only time that it is shown.")
        {
            tenant, role, name, expires, origin, rate, concurrency,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            string roleName = parsed.GetRequiredValue(role);
            KeyGrant grant = new(
                parsed.GetRequiredValue(tenant),
                KeyGrant.RoleNames[roleName],
                parsed.GetValue(name) ?? roleName,
                string.Join(' ', parsed.GetValue(origin) ?? []),
                parsed.GetValue(rate),
                parsed.GetValue(concurrency));
            if (grant.Validate() is { Count: > 0 } faults)
            {
                throw new CommandFailure(
                    string.Join(Environment.NewLine, faults.Select(fault => $"{fault.Field}: {fault.Description}")));
            }

            (ApiKey key, string text) = await database.RunAsync(
                parsed,
                store => store.CreateAsync(grant, parsed.GetValue(expires), KeyDatabase.Actor, cancellation),
                cancellation);
            await database.TellAsync(parsed, key, cancellation);
            await PrintAsync(key, text);
            return ExitCode.Success;
        });
        return command;
    }

    private static Command List(KeyDatabase database)
    {
        Option<string> tenant = Tenant();
        Option<bool> json = JsonOption.Create();
        Command command = new("list", "Lists the keys of a tenant, without their secrets.") { tenant, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            IReadOnlyList<ApiKey> keys = await database.RunAsync(
                parsed, store => store.ListAsync(parsed.GetRequiredValue(tenant), cancellation), cancellation);
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            if (parsed.GetValue(json))
            {
                JsonOption.Print(keys.Select(key => new
                {
                    key.Id,
                    Role = KeyGrant.RoleName(key.Grant.Role),
                    key.Grant.Name,
                    Origins = key.Grant.OriginList,
                    key.CreatedAt,
                    key.CreatedBy,
                    key.ExpiresAt,
                    key.RevokedAt,
                    State = State(key, now),
                }));
                return ExitCode.Success;
            }

            Table table = new Table().Border(TableBorder.Minimal);
            foreach (string column in (string[])["key", "role", "name", "made", "ends", "state"])
            {
                table.AddColumn(new TableColumn(column).NoWrap());
            }

            foreach (ApiKey key in keys)
            {
                table.AddRow(
                    $"{KeySecret.Prefix}{key.Id}",
                    KeyGrant.RoleName(key.Grant.Role),
                    Markup.Escape(key.Grant.Name),
                    $"{key.CreatedAt:yyyy-MM-dd HH:mm}",
                    $"{key.ExpiresAt:yyyy-MM-dd HH:mm}",
                    State(key, now));
            }

            AnsiConsole.Write(table);
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Revoke(KeyDatabase database)
    {
        Option<string> tenant = Tenant();
        Argument<string> id = Id();
        Command command = new("revoke", "Revokes a key: every replica refuses it within a second.") { tenant, id };
        command.SetAction(async (parsed, cancellation) =>
        {
            ApiKey key = await database.RunAsync(
                parsed,
                store =>
                    store.RevokeAsync(
                        parsed.GetRequiredValue(tenant),
                        Bare(parsed.GetRequiredValue(id)),
                        KeyDatabase.Actor,
                        cancellation),
                cancellation) ?? throw new CommandFailure("id: expected a key of this tenant, got another");
            await database.TellAsync(parsed, key, cancellation);
            await Console.Error.WriteLineAsync($"{KeySecret.Prefix}{key.Id} is revoked");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command Rotate(KeyDatabase database)
    {
        Option<string> tenant = Tenant();
        Argument<string> id = Id();
        Option<TimeSpan> overlap =
            Instants.Span("--overlap", "How long the old key stays good. Default: 1d.", UsualOverlap);
        Option<DateTimeOffset?> expires = Expires("it lives as long as the old one was to live");
        Command command = new(
            "rotate", "Makes a key in place of another and prints it: the only time that it is shown.")
        {
            tenant, id, overlap, expires,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            (ApiKey key, string text, ApiKey old) = await database.RunAsync(
                parsed,
                store => store.RotateAsync(
                    parsed.GetRequiredValue(tenant),
                    Bare(parsed.GetRequiredValue(id)),
                    parsed.GetRequiredValue(overlap),
                    parsed.GetValue(expires),
                    KeyDatabase.Actor,
                    cancellation),
                cancellation)
                ?? throw new CommandFailure("id: expected a key of this tenant that is still good, got another");
            await database.TellAsync(parsed, old, cancellation);
            await PrintAsync(key, text);
            await Console.Error.WriteLineAsync($"{KeySecret.Prefix}{old.Id} ends {old.ExpiresAt:u}");
            return ExitCode.Success;
        });
        return command;
    }

    private static Option<string> Tenant() => new("--tenant") { Description = "Whose key it is.", Required = true };

    private static Argument<string> Id() => new("id") { Description = "The key's beginning, as list prints it." };

    private static Option<DateTimeOffset?> Expires(string usual) =>
        Instants.Instant("--expires", $"When it ends: 90d, 12h, or a date such as 2030-12-31. Default: {usual}.");

    private static string Bare(string id) =>
        id.StartsWith(KeySecret.Prefix, StringComparison.Ordinal) ? id[KeySecret.Prefix.Length..] : id;

    private static string State(ApiKey key, DateTimeOffset now) =>
        key.RevokedAt is not null ? "revoked" : key.IsGoodAt(now) ? "good" : "expired";

    /// <summary>The key alone on standard output, for scripts; what is known of it on the other.</summary>
    private static async Task PrintAsync(ApiKey key, string text)
    {
        Console.WriteLine(text);
        await Console.Error.WriteLineAsync(
            $"{KeySecret.Prefix}{key.Id}: {KeyGrant.RoleName(key.Grant.Role)} of {key.Grant.Tenant}, "
            + $"{(key.ExpiresAt is { } end ? $"ends {end:u}" : "does not end")}. It is not shown again.");
    }
}
