using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Extensions.Configuration;
using Triage.Server.Hosting;

namespace Triage.Server.Tests.Settings;

/// <summary>deploy/settings.md is made of the options classes, their comments,
/// attributes and appsettings.json.</summary>
public sealed partial class SettingsTableTests
{
    private const string Head = """
        # Settings
        All settings of the service, made from its code by `SettingsTableTests`. They come from, the later before the
        earlier: the program itself, `appsettings.json` beside it if there is one, a JSON file that `Settings:File`
        names, a folder of secrets that `Settings:SecretsDirectory` names, the environment, the command line
        (`--Listen:Http=127.0.0.1:9000`).

        A setting that is unknown or bad stops the start, and every one is named; `triage config check --file FILE`
        says it before. Of the environment only what begins with the name of a section below is looked at, as others
        have variables there too. Levels of the log (`Logging:LogLevel:CATEGORY`, see .NET) follow a change of the two
        JSON files at once, and certificates, keys of TLS and lists of revoked ones a change of their files within 2 s.
        Everything else is read once: restart the replicas one after the other. Policies, keys and channel status are
        no settings and change live.

        Limits are of each replica by itself: three admit up to three times as much. Those of a second count queries:
        each of a batch and each of a stream. A batch may be larger than what is left of its second, or than a whole
        one; until the time that it takes has passed, nothing else is admitted. A limit of 0 is none.

        | setting | environment variable | kind | range | default | |
        | --- | --- | --- | --- | --- | --- |

        """;

    private static readonly string Root = typeof(SettingsTableTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    [Fact]
    public void Table_OfAllOptions_IsTheOneInDeploy()
    {
        string path = Path.Combine(Root, "deploy/settings.md");
        string expected = Table();
        if (Environment.GetEnvironmentVariable("TRIAGE_UPDATE") is not null)
        {
            File.WriteAllText(path, expected);
        }

        Assert.True(
            expected == File.ReadAllText(path),
            "deploy/settings.md is not what the options classes say: run these tests once with TRIAGE_UPDATE=1 "
            + "and commit the file");
    }

    private static string Table()
    {
        StringBuilder table = new(Head.ReplaceLineEndings("\n"));
        IConfiguration shipped = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(Root, "src/Triage.Server/appsettings.json"))
            .Build();
        foreach ((string section, Type type) in SettingsCheck.Known)
        {
            object options = Activator.CreateInstance(type)!;
            shipped.GetSection(section).Bind(options);
            foreach (PropertyInfo property in SettingsCheck.SettingsOf(type).Select(name => type.GetProperty(name)!))
            {
                string name = $"{section}:{property.Name}";
                string variable = name.Replace(":", "__", StringComparison.Ordinal);
                string standard = Text(property.GetValue(options));
                table.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{name}` | `{variable}` | {Kind(property)} | {RangeOf(property)} | {standard} | ")
                    .Append(CultureInfo.InvariantCulture, $"{Summary(property)} |\n");
            }
        }

        return table.ToString();
    }

    private static string Kind(PropertyInfo property) => property.PropertyType switch
    {
        Type type when type == typeof(TimeSpan) => "d.hh:mm:ss",
        Type type when type == typeof(bool) => "true, false",
        Type type when type == typeof(double) => "number",
        Type type when type == typeof(int) => property.Name.EndsWith("Bytes", StringComparison.Ordinal)
            ? "bytes"
            : "whole number",
        Type type when type == typeof(string) => "text",
        _ => "list",
    };

    private static string RangeOf(PropertyInfo property) =>
        property.GetCustomAttribute<RangeAttribute>() is { } range
            ? $"{Text(range.Minimum)} to {Text(range.Maximum)}"
            : "";

    private static string Text(object? value) => value switch
    {
        bool flag => flag ? "`true`" : "`false`",
        int number => number.ToString("N0", CultureInfo.InvariantCulture),
        null or "" or (not string and System.Collections.IEnumerable) => "none",
        IFormattable other => $"`{other.ToString(null, CultureInfo.InvariantCulture)}`",
        _ => $"`{value}`",
    };

    /// <summary>Reads the comment of a setting, which the compiler writes beside the program.</summary>
    private static string Summary(PropertyInfo property)
    {
        Type type = property.DeclaringType!;
        string file = Path.ChangeExtension(type.Assembly.Location, ".xml");
        XElement summary = XDocument.Load(file).Descendants("member")
            .Single(member => member.Attribute("name")!.Value == $"P:{type.FullName}.{property.Name}")
            .Element("summary")!;
        foreach (XElement reference in summary.Descendants("see").ToArray())
        {
            reference.ReplaceWith(reference.Attribute("cref")!.Value.Split('.')[^1]);
        }

        return Spaces().Replace(summary.Value, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
