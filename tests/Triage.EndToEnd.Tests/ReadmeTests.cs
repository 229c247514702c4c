using System.Text.Json;
using System.Text.RegularExpressions;

namespace Triage.EndToEnd.Tests;

/// <summary>What the README shows is what the service does.</summary>
public sealed partial class ReadmeTests(SharedServer server)
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public async Task Readme_CurlPasted_AnswersWhatStandsBelowIt()
    {
        string answer = await Command.RunAsync(
            "bash",
            ["-c", Block("sh").Replace("http://127.0.0.1:8080", server.Process.Http, StringComparison.Ordinal)]);
        using JsonDocument shown = JsonDocument.Parse(Block("json"));
        using JsonDocument given = JsonDocument.Parse(answer);
        AssertShown(shown.RootElement, given.RootElement, "$");
    }

    [Fact]
    public async Task Readme_PythonPasted_NamesTheSameChannels()
    {
        DirectoryInfo stubs = await PythonStubs.MakeAsync();
        try
        {
            string script =
                Block("python").Replace("127.0.0.1:8081", server.Process.GrpcAuthority, StringComparison.Ordinal);
            string printed = await Command.RunAsync(
                "/usr/bin/python3", ["-c", $"import sys; sys.path.insert(0, '{stubs}')\n{script}"]);
            using JsonDocument shown = JsonDocument.Parse(Block("json"));
            Assert.Equal(
                $"{Id(shown.RootElement.GetProperty("primary"))} {Id(shown.RootElement.GetProperty("secondary"))}",
                printed.Trim());
        }
        finally
        {
            stubs.Delete(recursive: true);
        }
    }

    private static string? Id(JsonElement channel) => channel.GetProperty("id").GetString();

    /// <summary>Everything that is shown is given; numbers are rounded, and models may move them a little.</summary>
    private static void AssertShown(JsonElement shown, JsonElement given, string path)
    {
        switch (shown.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in shown.EnumerateObject())
                {
                    AssertShown(property.Value, given.GetProperty(property.Name), $"{path}.{property.Name}");
                }

                break;
            case JsonValueKind.Array:
                for (int i = 0; i < shown.GetArrayLength(); i++)
                {
                    AssertShown(shown[i], given[i], $"{path}[{i}]");
                }

                break;
            case JsonValueKind.Number:
                Assert.True(
                    Math.Abs(shown.GetDouble() - given.GetDouble()) <= 0.1,
                    $"README.md shows {path} = {shown}, the service answers {given}: correct the README");
                break;
            default:
                Assert.True(
                    shown.GetString() == given.GetString(),
                    $"README.md shows {path} = {shown}, the service answers {given}: correct the README");
                break;
        }
    }

    /// <summary>Gets the first code block of a language.</summary>
    private static string Block(string language) =>
        CodeBlock().Matches(Readme).First(block => block.Groups["language"].Value == language).Groups["code"].Value;

    [GeneratedRegex("```(?<language>[a-z]+)\n(?<code>[^`]+)```", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex CodeBlock();
}
