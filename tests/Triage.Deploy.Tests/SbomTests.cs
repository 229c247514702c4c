namespace Triage.Deploy.Tests;

/// <summary>The software bill of materials of what the image holds.</summary>
public sealed class SbomTests(Image image)
{
    [Fact]
    public async Task Sbom_OfTheImage_IsCycloneDx()
    {
        Sbom bom = await Sbom.OfAsync(image.Program);
        await bom.CheckAsync();
        Assert.Equal(bom.Text, (await Sbom.OfAsync(image.Program)).Text);
    }

    [Fact]
    public async Task Sbom_OfTheImage_NamesEveryFileByItsBytes()
    {
        Dictionary<string, string> shipped = Sbom.FilesOf(image.Program);
        Assert.Contains("Triage.Server", shipped.Keys);
        Assert.Contains("triage", shipped.Keys);
        Assert.Equal(shipped, (await Sbom.OfAsync(image.Program)).Files);
    }

    [Fact]
    public async Task Sbom_OfAProgramThatPacksNothing_IsRefused()
    {
        string program = Path.Combine(image.Program, "triage");
        Exception fault = await Assert.ThrowsAnyAsync<Exception>(() => Sbom.OfAsync(program));
        Assert.Contains("expected programs with *.deps.json", fault.Message, StringComparison.Ordinal);
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
        await Sbom.OfAsync(folder.FullName);
        folder.CreateSubdirectory("cs");
        File.WriteAllText(Path.Combine(folder.FullName, stranger), "");
        await Assert.ThrowsAnyAsync<Exception>(() => Sbom.OfAsync(folder.FullName));
        folder.Delete(recursive: true);
    }
}
