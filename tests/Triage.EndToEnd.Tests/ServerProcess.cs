using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Triage.EndToEnd.Tests;

/// <summary>The service as its own process on free ports.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly string[] NoWarmUp = ["--WarmUp:Limit=00:00:00"];

    /// <summary>On free ports; and tests share the machine with the service, which would refuse some calls rather than
    /// let them wait.</summary>
    private static readonly string[] Own =
        ["--Listen:Http=127.0.0.1:0", "--Listen:Grpc=127.0.0.1:0", "--Limits:QueueDelay=00:00:00"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly DirectoryInfo? _folder;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process, DirectoryInfo? folder)
    {
        _process = process;
        _folder = folder;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Gets the address for HTTP/1.1, such as http://127.0.0.1:40001.</summary>
    public string Http { get; private set; } = "";

    /// <summary>Gets the address for HTTP/2.</summary>
    public string Grpc { get; private set; } = "";

    public string GrpcAuthority => new Uri(Grpc).Authority;

    public int Id => _process.Id;

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

    /// <summary>Starts the service and waits for its greeting.</summary>
    /// <param name="arguments">Options beside the addresses.</param>
    /// <param name="environment">Further environment variables.</param>
    /// <param name="data">Folder that it works in. Default: an empty one of its own.</param>
    /// <param name="warmUp">Whether it warms up before it is ready: seconds of the processor that most tests need not
    /// spend.</param>
    /// <param name="command">What starts it. Default: the service beside this program.</param>
    public static async Task<ServerProcess> StartAsync(
        IEnumerable<string>? arguments = null,
        IReadOnlyDictionary<string, string>? environment = null,
        string? data = null,
        bool warmUp = false,
        IReadOnlyList<string>? command = null)
    {
        ServerProcess server = Launch(
            [.. Own, .. warmUp ? [] : NoWarmUp, .. arguments ?? []], environment, data, command);
        Task ended = server._process.WaitForExitAsync();
        await Task.WhenAny(server._greeted.Task, ended, Task.Delay(Patience));
        Assert.True(server._greeted.Task.IsCompleted, $"the service did not get ready: {server.Output}");
        string[] addresses = [.. Address().Matches(server.Output).Select(match => match.Value)];
        (server.Http, server.Grpc) = (addresses[0], addresses[1]);
        return server;
    }

    /// <summary>Starts the service, which is expected to refuse.</summary>
    /// <returns>Its exit code and what it printed.</returns>
    public static async Task<(int ExitCode, string Output)> StartRefusedAsync(params string[] arguments)
    {
        await using ServerProcess server = Launch(arguments, null);
        return (await server.WaitForExitAsync(), server.Output);
    }

    /// <summary>Waits until <c>/readyz</c> answers "ready"; until then it must answer 503.</summary>
    public async Task WaitUntilReadyAsync()
    {
        using HttpClient http = new();
        using CancellationTokenSource limit = new(Patience);
        while (true)
        {
            using HttpResponseMessage response = await http.GetAsync($"{Http}/readyz", limit.Token);
            if (response.IsSuccessStatusCode)
            {
                Assert.StartsWith(
                    "{\"status\":\"ready\",",
                    await response.Content.ReadAsStringAsync(limit.Token),
                    StringComparison.Ordinal);
                return;
            }

            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
    }

    /// <summary>Asks the process to stop, as a supervisor does, and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        await Command.RunAsync("kill", ["-TERM", $"{_process.Id}"]);
        return await WaitForExitAsync();
    }

    /// <summary>Ends the process at once, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
        _folder?.Delete(recursive: true);
    }

    private static ServerProcess Launch(
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment,
        string? data = null,
        IReadOnlyList<string>? command = null)
    {
        command ??= [Path.Combine(AppContext.BaseDirectory, "Triage.Server")];
        // Policies are kept below the current folder: each service has its own unless the test says otherwise.
        DirectoryInfo? folder = data is null ? Directory.CreateTempSubdirectory("triage-") : null;
        ProcessStartInfo start = new(command[0], command.Skip(1).Concat(arguments))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder?.FullName ?? data,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new ServerProcess(Process.Start(start)!, folder);
    }

    private async Task<int> WaitForExitAsync()
    {
        using CancellationTokenSource limit = new(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    private void Take(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }

        // The last line of the greeting.
        if (line?.StartsWith("  curl ", StringComparison.Ordinal) == true)
        {
            _greeted.TrySetResult();
        }
    }

    [GeneratedRegex(@"https?://127\.0\.0\.1:\d+", RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
