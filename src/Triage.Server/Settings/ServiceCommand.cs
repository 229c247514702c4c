namespace Triage.Server.Settings;

/// <summary>What the program was started for: to serve, or by "config check" to look at its settings and end.</summary>
/// <param name="IsCheck">Whether settings are looked at only.</param>
/// <param name="Settings">The settings of the command line.</param>
internal sealed record ServiceCommand(bool IsCheck, string[] Settings)
{
    private const string FileOption = "--file";

    /// <summary>Reads a command line: settings, or "config check [--file FILE]" and settings.</summary>
    public static ServiceCommand Parse(string[] args) => args is ["config", "check", .. string[] rest]
        ? new ServiceCommand(
            IsCheck: true, [.. rest.Select(arg => arg == FileOption ? $"--{SettingsOptions.SectionName}:File" : arg)])
        : new ServiceCommand(IsCheck: false, args);
}
