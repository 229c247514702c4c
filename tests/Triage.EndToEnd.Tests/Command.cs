using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace Triage.EndToEnd.Tests;

/// <summary>Runs a program to its end.</summary>
internal static class Command
{
    /// <summary>The command <c>triage</c>.</summary>
    public static readonly string Triage = Path.GetFullPath(typeof(Command).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "TriageCommand").Value!);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Runs a program; fails the test unless it ends well.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, string input = "", TimeSpan? patience = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using CancellationTokenSource limit = new(patience ?? Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} did not end within {patience ?? Patience}");
        }

        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await errors}");
        return await output;
    }
}
