namespace Triage.Server.Settings;

/// <summary>Where further settings are read from, beside appsettings.json,
/// the environment and the command line.</summary>
internal sealed class SettingsOptions
{
    public const string SectionName = "Settings";

    /// <summary>A JSON file of settings, which goes before appsettings.json and
    /// behind all else. Default: none.</summary>
    public string File { get; set; } = "";

    /// <summary>A folder with one file a secret: its name is the setting's, such as Policies__Redis, its text the
    /// value. Goes before files of settings and behind the environment. Default: none.</summary>
    public string SecretsDirectory { get; set; } = "";
}
