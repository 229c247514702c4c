using System.CommandLine;
using System.Diagnostics;

namespace Triage.Cli.Config;

/// <summary><c>triage config check</c>: asks the service's own program,
/// so that what is good here is good there.</summary>
internal static class ConfigCommand
{
    private const string Service = "Triage.Server";

    /// <summary>Its name where it was installed by deploy/systemd.</summary>
    private const string Installed = "triage-server";

    public static Command Create()
    {
        Option<string?> file = new("--file") { Description = "A JSON file of settings, read as by --Settings:File." };
        Option<string> service = new("--service")
        {
            Description = "The service's program. Default: the one beside triage.",
            DefaultValueFactory = _ => new[] { Service, Installed }
                .Select(name => Path.Combine(AppContext.BaseDirectory, name))
                .FirstOrDefault(File.Exists, Path.Combine(AppContext.BaseDirectory, Service)),
        };
        Command check = new(
            "check",
            "Names every setting that is unknown or bad, as the service would when it starts: those of the file, of "
            + "the environment and of the service's appsettings.json. Starts nothing and connects to nothing.")
        {
            file, service,
        };
        check.SetAction((parsed, cancellation) => CheckAsync(
            parsed.GetRequiredValue(service), parsed.GetValue(file), cancellation));
        return new Command("config", "Settings of the service.") { check };
    }

    private static async Task<int> CheckAsync(string service, string? file, CancellationToken cancellation)
    {
        if (!File.Exists(service))
        {
            throw new CommandFailure($"--service: expected the program {Service}, got '{service}', which is not there");
        }

        using Process process = Process.Start(
            service, ["config", "check", .. file is null ? [] : new[] { "--file", file }]);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode;
    }
}
