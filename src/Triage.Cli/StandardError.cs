namespace Triage.Cli;

/// <summary>What is told while a command works: on standard error, so that results can be piped.</summary>
internal sealed class StandardError : IProgress<string>
{
    private StandardError()
    {
    }

    public static StandardError Progress { get; } = new();

    public void Report(string value) => Console.Error.WriteLine(value);
}
