namespace Triage.Cli;

/// <summary>Settings of the service that commands use too, and the key that they present to it: of the environment, or
/// of the service's folder of secrets.</summary>
/// <remarks>They may hold passwords: no default of an option, which help would print.</remarks>
internal static class ServiceSetting
{
    public const string Database = "Policies__Database";
    public const string Redis = "Policies__Redis";
    public const string Key = "TRIAGE_KEY";

    private const string SecretsDirectory = "Settings__SecretsDirectory";

    /// <summary>Finds a setting.</summary>
    /// <param name="name">Its environment variable, which is also its file's name.</param>
    /// <returns>Its value; null when there is none.</returns>
    /// <exception cref="CommandFailure">Its file cannot be read.</exception>
    public static string? Find(string name)
    {
        if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
        {
            return value;
        }

        if (Environment.GetEnvironmentVariable(SecretsDirectory) is not { Length: > 0 } folder)
        {
            return null;
        }

        string path = Path.Combine(folder, name);
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"{SecretsDirectory}: {e.Message}");
        }
    }
}
