using System.Diagnostics;
using System.Text;

namespace Triage.Cli.Tests;

/// <summary>Runs the command as a user does: its own process, its streams redirected.</summary>
internal static class TriageProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task<Result> RunAsync(params string[] arguments) => RunAsync("", arguments);

    public static async Task<Result> RunAsync(string input, string[] arguments, string? folder = null)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "triage"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            WorkingDirectory = folder ?? "",
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using CancellationTokenSource limit = new(Patience);
        await process.WaitForExitAsync(limit.Token);
        return new Result(process.ExitCode, await output, await errors);
    }

    internal sealed record Result(int ExitCode, string Output, string Errors)
    {
        public IReadOnlyList<string> ErrorLines => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        /// <summary>Gets the output; fails the test unless the command ended well.</summary>
        public string Success()
        {
            Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Errors}");
            return Output;
        }
    }
}
