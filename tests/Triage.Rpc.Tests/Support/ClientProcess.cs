using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Triage.Rpc.Tests.Support;

/// <summary>Runs clients of other makers: scripts of tests/clients.</summary>
internal static class ClientProcess
{
    /// <summary>Debian's Python, whose package python3-grpcio is the client.</summary>
    public const string Python = "/usr/bin/python3";

    private static readonly Lazy<Task> Installed = new(() => RunAsync(Path.Combine(Folder, "install")));

    private static string Folder => Path.GetFullPath(Path.Combine(SourceFolder(), "../../clients"));

    /// <summary>The folder of grpc/testing/test.proto.</summary>
    public static string InteropProtos => Path.GetFullPath(Path.Combine(Folder, "../Triage.Interop/protos"));

    /// <summary>Skips the test when a program is not installed; never in CI, which has them all.</summary>
    public static void Require(string program) => Assert.SkipUnless(
        File.Exists(program) || Environment.GetEnvironmentVariable("CI") == "true", $"{program} is not installed");

    /// <summary>Runs a script of node with the packages of tests/clients.</summary>
    /// <returns>Its lines.</returns>
    public static async Task<string[]> NodeAsync(string script, params string[] arguments)
    {
        await Installed.Value;
        return await RunAsync("node", [Path.Combine(Folder, script), .. arguments]);
    }

    /// <summary>Runs a script of the system's Python, which has grpcio.</summary>
    /// <returns>Its lines.</returns>
    public static Task<string[]> PythonAsync(string script, params string[] arguments) =>
        RunAsync(Python, [Path.Combine(Folder, script), .. arguments]);

    /// <summary>Starts a script of node that needs no packages and runs until its input ends.</summary>
    public static Process StartNode(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, script), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    private static async Task<string[]> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
            Assert.True(
                process.ExitCode == 0, $"{program}: exit code {process.ExitCode}\n{await output}\n{await errors}");
            return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
