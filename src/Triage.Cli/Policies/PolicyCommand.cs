using System.CommandLine;

namespace Triage.Cli.Policies;

/// <summary><c>triage policy</c>: reads, checks, compares, publishes and undoes policies.</summary>
internal static class PolicyCommand
{
    public static Command Create()
    {
        PolicyOptions options = new();
        return new Command(
            "policy",
            "Manages the policies of a service. Files are JSON, or CSV or DMN 1.3 with one row a cell for the matrix "
            + "alone. The service's key is taken from TRIAGE_KEY, of the environment or a file in "
            + "Settings__SecretsDirectory.")
        {
            options.Server,
            options.Name,
            ReadCommands.Get(options),
            ReadCommands.History(options),
            ReadCommands.Watch(options),
            CheckCommands.Validate(options),
            CheckCommands.Lint(options),
            CheckCommands.Diff(options),
            ChangeCommands.Put(options),
            ChangeCommands.Publish(options),
            ChangeCommands.EndRollout(
                options, "promote", "Publishes the version that is being tried to all.", promote: true),
            ChangeCommands.EndRollout(
                options, "withdraw", "Ends the trial of a version; the published one goes on.", promote: false),
            ChangeCommands.Rollback(options),
            InitCommand.Create(),
        };
    }
}
