using System.Text.RegularExpressions;
using Triage.EndToEnd.Tests;

[assembly: AssemblyFixture(typeof(Triage.Deploy.Tests.Image))]

namespace Triage.Deploy.Tests;

/// <summary>What the Dockerfile puts into the image, made by the same command and run under the same conditions:
/// another user, a program folder and a temporary folder that cannot be written, the image's environment.</summary>
public sealed partial class Image : IAsyncLifetime
{
    /// <summary>The user "nobody", where the tests run as root.</summary>
    private const string Nobody = "65534";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("triage-image-");

    /// <summary>Gets the Dockerfile, line continuations joined.</summary>
    public static string Dockerfile { get; } =
        File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile")).Replace("\\\n", " ", StringComparison.Ordinal);

    /// <summary>Gets the folder that the image has at /opt/triage.</summary>
    public string Program => Path.Combine(_folder.FullName, "triage");

    private string ReadOnly => Path.Combine(_folder.FullName, "tmp");

    /// <summary>Gets the environment variables that the image sets, and those of a root file system that cannot be
    /// written.</summary>
    internal Dictionary<string, string> Environment => new(
        Variable()
            .Matches(Instruction().Matches(Dockerfile).Single(line => line.Groups["name"].Value == "ENV").Value)
            .Select(match => KeyValuePair.Create(match.Groups["name"].Value, match.Groups["value"].Value)),
        StringComparer.Ordinal)
    {
        ["HOME"] = "/nonexistent",
        ["TMPDIR"] = ReadOnly,
    };

    public async ValueTask InitializeAsync()
    {
        string publish = Path.Combine(Repository.Root, "deploy/publish");
        await Command.RunAsync(publish, ["image", "x64", Program], patience: Patience);
        Directory.CreateDirectory(ReadOnly);
        await Command.RunAsync("chmod", ["-R", "a+rX,a-w", _folder.FullName]);
    }

    public async ValueTask DisposeAsync()
    {
        await Command.RunAsync("chmod", ["-R", "u+w", _folder.FullName]);
        _folder.Delete(recursive: true);
    }

    /// <summary>Makes the command that runs a program of the image as its user.</summary>
    internal IReadOnlyList<string> AsUser(string program, params string[] arguments) =>
    [
        .. System.Environment.UserName == "root"
            ? ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "--"]
            : Array.Empty<string>(),
        Path.Combine(Program, program),
        .. arguments,
    ];

    /// <summary>Makes a working folder in which that user can write to <c>data</c> only.</summary>
    internal static async Task<DirectoryInfo> CreateWorkFolderAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("triage-work-");
        await Command.RunAsync("install", ["-d", "-m", "777", Path.Combine(folder.FullName, "data")]);
        await Command.RunAsync("chmod", ["555", folder.FullName]);
        return folder;
    }

    [GeneratedRegex(@"^(?<name>[A-Z]+) +(?<rest>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    internal static partial Regex Instruction();

    [GeneratedRegex(@"(?<name>\w+)=(?<value>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}
