using System.Diagnostics;
using System.Text;

namespace Triage.EndToEnd.Tests.Worker;

/// <summary><c>triage worker</c> as its own process.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    public WorkerProcess(params string[] arguments)
        : this(new Dictionary<string, string>(), arguments)
    {
    }

    /// <param name="environment">Further environment variables.</param>
    /// <param name="arguments">Options.</param>
    public WorkerProcess(IReadOnlyDictionary<string, string> environment, params string[] arguments)
        : this([Command.Triage, "worker", .. arguments], environment)
    {
    }

    private WorkerProcess(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Gets all that the process has printed.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <param name="command">All words of it.</param>
    /// <param name="environment">Further environment variables.</param>
    public static WorkerProcess Start(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment) => new(command, environment);

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as a supervisor does.</summary>
    /// <returns>Its exit code and what it printed.</returns>
    public async Task<(int ExitCode, string Output)> StopAsync()
    {
        await Command.RunAsync("kill", ["-TERM", $"{_process.Id}"]);
        return await WaitAsync();
    }

    /// <summary>Waits until it ends of itself.</summary>
    public async Task<(int ExitCode, string Output)> WaitAsync()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, Output);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
