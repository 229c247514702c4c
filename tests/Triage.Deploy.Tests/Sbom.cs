using System.Security.Cryptography;
using System.Text.Json;
using Triage.EndToEnd.Tests;

namespace Triage.Deploy.Tests;

/// <summary>A software bill of materials, CycloneDX in JSON.</summary>
internal sealed class Sbom
{
    private static readonly string Script = Path.Combine(Repository.Root, "deploy/sbom");

    private Sbom(string text)
    {
        Text = text;
        using JsonDocument bom = JsonDocument.Parse(text);
        Components = [.. bom.RootElement.Clone().GetProperty("components").EnumerateArray()];
    }

    public string Text { get; }

    public IReadOnlyList<JsonElement> Components { get; }

    /// <summary>Gets the SHA-256 of every file that it names, in hexadecimal.</summary>
    public IReadOnlyDictionary<string, string> Files => Components
        .Where(component => component.TryGetProperty("components", out _))
        .SelectMany(component => component.GetProperty("components").EnumerateArray())
        .ToDictionary(
            file => file.GetProperty("name").GetString()!,
            file => file.GetProperty("hashes")[0].GetProperty("content").GetString()!,
            StringComparer.Ordinal);

    /// <summary>Has it made of a folder or a single file.</summary>
    public static async Task<Sbom> OfAsync(string path) => new(await Command.RunAsync(Script, [path]));

    /// <summary>Reads one that was made before.</summary>
    public static Sbom Read(string file) => new(File.ReadAllText(file));

    /// <summary>Reads the files of a folder as <see cref="Files"/> tells of them.</summary>
    public static Dictionary<string, string> FilesOf(string folder) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(
            file => Path.GetRelativePath(folder, file),
            file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))),
            StringComparer.Ordinal);

    /// <summary>Holds it against the schema of CycloneDX, and each package to a licence.</summary>
    public async Task CheckAsync()
    {
        await Command.RunAsync("node", [Path.Combine(Repository.Root, "tests/clients/deploy/sbom.mjs")], Text);
        Assert.All(
            Components.Where(component => component.TryGetProperty("purl", out _)),
            package => Assert.True(package.TryGetProperty("licenses", out _), package.ToString()));
    }
}
