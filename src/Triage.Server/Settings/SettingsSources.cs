using System.Text.Json;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.FileProviders;

namespace Triage.Server.Settings;

/// <summary>Adds the settings that are built in, and the sources of settings that settings name.</summary>
internal static class SettingsSources
{
    private const string BuiltIn = "appsettings.json";

    /// <summary>Adds what is built in behind all else, then the file and the folder of secrets.</summary>
    /// <returns>What is wrong with the latter.</returns>
    public static List<string> Add(ConfigurationManager configuration)
    {
        configuration.Sources.Insert(0, new JsonConfigurationSource
        {
            FileProvider = new EmbeddedFileProvider(typeof(SettingsSources).Assembly, baseNamespace: ""),
            Path = BuiltIn,
        });
        SettingsOptions options = Read(configuration);
        List<string> faults = [];
        if (options.File.Length > 0 && !File.Exists(options.File))
        {
            faults.Add($"Settings:File: expected a file, got '{options.File}', which is not there");
        }
        else if (options.File.Length > 0)
        {
            AddFile(configuration, Path.GetFullPath(options.File), faults);

            // The file may name the folder.
            options = Read(configuration);
        }

        if (options.SecretsDirectory.Length > 0 && !Directory.Exists(options.SecretsDirectory))
        {
            faults.Add(
                $"Settings:SecretsDirectory: expected a folder, got '{options.SecretsDirectory}', which is not there");
        }
        else if (options.SecretsDirectory.Length > 0)
        {
            PhysicalFileProvider folder = new(Path.GetFullPath(options.SecretsDirectory));
            Insert(configuration, new KeyPerFileConfigurationSource { FileProvider = folder, Optional = false });
        }

        return faults;
    }

    private static SettingsOptions Read(ConfigurationManager configuration) =>
        configuration.GetSection(SettingsOptions.SectionName).Get<SettingsOptions>() ?? new();

    private static void AddFile(ConfigurationManager configuration, string path, List<string> faults)
    {
        JsonConfigurationSource file = new() { Path = path, ReloadOnChange = true };
        file.ResolveFileProvider();
        try
        {
            Insert(configuration, file);
        }
        catch (InvalidDataException e)
        {
            configuration.Sources.Remove(file);
            long line = e.GetBaseException() is JsonException { LineNumber: long number } ? number + 1 : 0;
            faults.Add($"Settings:File: expected JSON in '{path}', got something else in line {line}");
        }
    }

    /// <summary>Puts a source behind the files that come with the program and those added
    /// before, before the environment.</summary>
    private static void Insert(ConfigurationManager configuration, IConfigurationSource source)
    {
        int place = configuration.Sources.Count;
        while (place > 0
            && configuration.Sources[place - 1] is not (JsonConfigurationSource or KeyPerFileConfigurationSource))
        {
            place--;
        }

        configuration.Sources.Insert(place, source);
    }
}
