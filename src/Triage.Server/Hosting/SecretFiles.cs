namespace Triage.Server.Hosting;

/// <summary>Settings from files, one a setting, as Docker and Kubernetes mount secrets.</summary>
internal static class SecretFiles
{
    private const string FolderSetting = "Secrets:Folder";

    /// <summary>Reads every file of the folder that the setting <c>Secrets:Folder</c> names: the file's name is the setting's,
    /// with <c>__</c> for a colon (<c>DecisionIds__Keys__0__Secret</c>), its content the value. Files win over other
    /// sources.</summary>
    public static void AddSecretFiles(this ConfigurationManager configuration)
    {
        if (configuration[FolderSetting] is { Length: > 0 } folder)
        {
            configuration.AddKeyPerFile(Path.GetFullPath(folder), optional: true);
        }
    }
}
