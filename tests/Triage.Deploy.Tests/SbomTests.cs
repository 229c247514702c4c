using System.Security.Cryptography;
using System.Text.Json;
using Triage.EndToEnd.Tests;

namespace Triage.Deploy.Tests;

/// <summary>The software bill of materials of what the image holds.</summary>
public sealed class SbomTests(Image image)
{
    private static readonly string Script = Path.Combine(Repository.Root, "deploy/sbom");

    [Fact]
    public async Task Sbom_OfTheImage_IsCycloneDx()
    {
        string bom = await Command.RunAsync(Script, [image.Program]);
        await Command.RunAsync("node", [Path.Combine(Repository.Root, "tests/clients/deploy/sbom.mjs")], bom);
        Assert.Equal(bom, await Command.RunAsync(Script, [image.Program]));
    }

    [Fact]
    public async Task Sbom_OfTheImage_NamesEveryFileByItsBytes()
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
        Dictionary<string, string> shipped = Directory
            .EnumerateFiles(image.Program, "*", SearchOption.AllDirectories)
            .ToDictionary(
                file => Path.GetRelativePath(image.Program, file),
                file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))),
                StringComparer.Ordinal);
        Assert.Contains("Triage.Server", shipped.Keys);
        Assert.Contains("triage", shipped.Keys);
        Assert.Equal(shipped, named);
        Assert.All(
            components.Where(component => component.TryGetProperty("purl", out _)),
            package => Assert.True(package.TryGetProperty("licenses", out _), package.ToString()));
    }

    [Theory]
    [InlineData("stranger.dll")]
    [InlineData("stranger")]
    [InlineData("stranger.json")]
    [InlineData("cs/stranger.txt")]
    public async Task Sbom_OfAFileThatNoPackageNames_IsRefused(string stranger)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("triage-sbom-");
        const string Named = "Triage.Server.deps.json";
        File.Copy(Path.Combine(image.Program, Named), Path.Combine(folder.FullName, Named));
        await Command.RunAsync(Script, [folder.FullName]);
        folder.CreateSubdirectory("cs");
        File.WriteAllText(Path.Combine(folder.FullName, stranger), "");
        await Assert.ThrowsAnyAsync<Exception>(() => Command.RunAsync(Script, [folder.FullName]));
        folder.Delete(recursive: true);
    }
}
