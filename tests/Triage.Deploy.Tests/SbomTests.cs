using System.Security.Cryptography;
using System.Text.Json;
using Triage.EndToEnd.Tests;

namespace Triage.Deploy.Tests;

/// <summary>The software bill of materials of what the image holds.</summary>
public sealed class SbomTests(Image image)
{
    private static readonly string Script = Path.Combine(Repository.Root, "deploy/sbom");
    private static readonly string[] CodeEndings = [".dll", ".so"];

    [Fact]
    public async Task Sbom_OfTheImage_IsCycloneDx()
    {
        string bom = await Command.RunAsync(Script, [image.Program]);
        await Command.RunAsync("node", [Path.Combine(Repository.Root, "tests/clients/deploy/sbom.mjs")], bom);
        Assert.Equal(bom, await Command.RunAsync(Script, [image.Program]));
    }

    [Fact]
    public async Task Sbom_OfTheImage_NamesEveryAssemblyByItsBytes()
    {
        using JsonDocument bom = JsonDocument.Parse(await Command.RunAsync(Script, [image.Program]));
        JsonElement[] components = [.. bom.RootElement.GetProperty("components").EnumerateArray()];
        Dictionary<string, string> named = components
            .Where(component => component.TryGetProperty("components", out _))
            .SelectMany(component => component.GetProperty("components").EnumerateArray())
            .ToDictionary(
                file => file.GetProperty("name").GetString()!,
                file => file.GetProperty("hashes")[0].GetProperty("content").GetString()!,
                StringComparer.Ordinal);
        string[] shipped =
        [
            .. Directory.EnumerateFiles(image.Program, "*", SearchOption.AllDirectories)
                .Where(file => CodeEndings.Contains(Path.GetExtension(file), StringComparer.Ordinal)),
        ];
        Assert.NotEmpty(shipped);
        Assert.All(shipped, file => Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))),
            named[Path.GetRelativePath(image.Program, file)]));
        Assert.All(
            components.Where(component => component.TryGetProperty("purl", out _)),
            package => Assert.True(package.TryGetProperty("licenses", out _), package.ToString()));
    }

    [Fact]
    public async Task Sbom_OfAFileThatNoPackageNames_IsRefused()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("triage-sbom-");
        const string Named = "Triage.Server.deps.json";
        File.Copy(Path.Combine(image.Program, Named), Path.Combine(folder.FullName, Named));
        await Command.RunAsync(Script, [folder.FullName]);
        File.WriteAllText(Path.Combine(folder.FullName, "stranger.dll"), "");
        await Assert.ThrowsAnyAsync<Exception>(() => Command.RunAsync(Script, [folder.FullName]));
        folder.Delete(recursive: true);
    }
}
