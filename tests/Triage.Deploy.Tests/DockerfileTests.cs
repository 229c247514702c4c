using System.Text.RegularExpressions;

namespace Triage.Deploy.Tests;

/// <summary>What a reviewer asks of an image, read from the Dockerfile.</summary>
public sealed class DockerfileTests
{
    private static readonly ILookup<string, string> Instructions = Image.Instruction().Matches(Image.Dockerfile)
        .ToLookup(line => line.Groups["name"].Value, line => line.Groups["rest"].Value.Trim(), StringComparer.Ordinal);

    [Fact]
    public void Base_EveryImage_IsPinnedToAFullVersion()
    {
        string[] images =
            [.. Instructions["ARG"].Where(argument => argument.Contains('=', StringComparison.Ordinal))];
        Assert.Equal(2, images.Length);
        Assert.All(images, image => Assert.Matches(@":\d+\.\d+\.\d+-", image));
    }

    [Fact]
    public void User_OfTheLastStage_IsANumberThatIsNotRoot()
    {
        Match user = Regex.Match(
            Instructions["USER"].Last(), "^(?<user>[0-9]+):[0-9]+$", RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.True(user.Success && user.Groups["user"].Value != "0", Instructions["USER"].Last());
    }

    [Fact]
    public void Commands_WithoutAShell_AreListsOfWords()
    {
        Assert.All(Instructions["ENTRYPOINT"], command => Assert.Matches("^\\[.*\\]$", command));
        Assert.EndsWith(
            "CMD [\"/opt/triage/Triage.Server\", \"health\"]",
            Instructions["HEALTHCHECK"].Single(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Volume_Data_LiesWhereTheServiceWrites() =>
        Assert.Equal($"{Instructions["WORKDIR"].Last()}/data", Instructions["VOLUME"].Single());
}
