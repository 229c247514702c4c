using System.Diagnostics;
using System.Net;
using Triage.EndToEnd.Tests;

namespace Triage.Deploy.Tests;

public sealed class ImageTests(Image image)
{
    private const long MaxBytes = 30_000_000;

    [Fact]
    public void Publish_ForTheImage_IsAtMostThirtyMegabytes()
    {
        long bytes = new DirectoryInfo(image.Program)
            .EnumerateFiles("*", SearchOption.AllDirectories)
            .Sum(file => file.Length);
        Assert.InRange(bytes, 1, MaxBytes);
    }

    [Fact]
    public async Task Run_AsAnotherUserOnAReadOnlyRoot_ServesAndWritesInTheDataFolderOnly()
    {
        DirectoryInfo work = await Image.CreateWorkFolderAsync();
        await using (ServerProcess server = await StartAsync(work))
        {
            await server.WaitUntilReadyAsync();
            Assert.NotEqual("0", await UserOfAsync(server.Id));
            Assert.All(
                WrittenBy(server.Id),
                file => Assert.StartsWith(Path.Combine(work.FullName, "data"), file, StringComparison.Ordinal));
            Assert.Equal(0, await server.StopAsync());
        }

        Assert.Equal(["data"], work.EnumerateFileSystemInfos().Select(entry => entry.Name));
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(work.FullName, "data"), "*.db"));
        await RemoveAsync(work);
    }

    [Fact]
    public async Task HealthCommand_ReadyThenDrainingThenGone_AnswersZeroThenOne()
    {
        DirectoryInfo work = await Image.CreateWorkFolderAsync();
        await using (ServerProcess server = await StartAsync(work, "--Shutdown:Drain=00:00:10"))
        {
            await server.WaitUntilReadyAsync();
            string http = new Uri(server.Http).Authority;
            Assert.Equal((0, ""), await HealthAsync(http));

            Task<int> stopped = server.StopAsync();
            using HttpClient client = new();
            while ((await client.GetAsync($"{server.Http}/readyz")).StatusCode == HttpStatusCode.OK)
            {
                await Task.Yield();
            }

            Assert.Equal((1, $"{http}: expected 200 of /readyz, got 503"), await HealthAsync(http));
            using HttpResponseMessage alive = await client.GetAsync($"{server.Http}/healthz");
            Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
            Assert.Equal(0, await stopped);
            (int exitCode, string errors) = await HealthAsync(http);
            Assert.Equal(1, exitCode);
            Assert.Contains("refused", errors, StringComparison.Ordinal);
        }

        await RemoveAsync(work);
    }

    [Fact]
    public async Task SecretFiles_OneFileASetting_AreReadAndCheckedAsSettings()
    {
        DirectoryInfo work = await Image.CreateWorkFolderAsync();
        string secrets = Path.Combine(work.FullName, "data/secrets");
        Directory.CreateDirectory(secrets);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string secret = Path.Combine(secrets, "DecisionIds__Keys__0__Secret");
        await File.WriteAllTextAsync(Path.Combine(secrets, "DecisionIds__Keys__0__Id"), "7\n", cancellation);
        await File.WriteAllTextAsync(secret, "c2hvcnQ=\n", cancellation);
        (int exitCode, string errors) = await RunAsync(
            work, ["--Listen:Http=127.0.0.1:0", "--Listen:Grpc=127.0.0.1:0", $"--Settings:SecretsDirectory={secrets}"]);
        Assert.Equal(1, exitCode);
        Assert.Equal("DecisionIds:Keys:0:Secret: expected at least 32 bytes in base64, got other or fewer", errors);

        await File.WriteAllTextAsync(secret, Convert.ToBase64String(new byte[32]), cancellation);
        await using (ServerProcess server = await StartAsync(work, $"--Settings:SecretsDirectory={secrets}"))
        {
            await server.WaitUntilReadyAsync();
        }

        await RemoveAsync(work);
    }

    private Task<ServerProcess> StartAsync(DirectoryInfo work, params string[] arguments) =>
        ServerProcess.StartAsync(arguments, image.Environment, work.FullName, command: image.AsUser("Triage.Server"));

    private Task<(int ExitCode, string Errors)> HealthAsync(string http) =>
        RunAsync(new DirectoryInfo("/"), ["health", $"--Listen:Http={http}"]);

    /// <summary>Runs the image's program to its end.</summary>
    private async Task<(int ExitCode, string Errors)> RunAsync(DirectoryInfo work, string[] arguments)
    {
        IReadOnlyList<string> command = image.AsUser("Triage.Server", arguments);
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = work.FullName,
        };
        foreach ((string name, string value) in image.Environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, errors.Trim());
    }

    private static async Task<string> UserOfAsync(int process) =>
        (await Command.RunAsync("stat", ["-c", "%u", $"/proc/{process}"])).Trim();

    /// <summary>Lists the regular files that a process has open for writing, from /proc.</summary>
    private static IEnumerable<string> WrittenBy(int process)
    {
        const int AccessMode = 3;
        foreach (string descriptor in Directory.EnumerateFiles($"/proc/{process}/fd"))
        {
            string? target = new FileInfo(descriptor).LinkTarget;
            string flags = File.ReadLines($"/proc/{process}/fdinfo/{Path.GetFileName(descriptor)}")
                .First(line => line.StartsWith("flags:", StringComparison.Ordinal))[6..].Trim();
            if (target is ['/', ..] && !target.StartsWith("/dev/", StringComparison.Ordinal)
                && !target.StartsWith("/memfd:", StringComparison.Ordinal)
                && (Convert.ToInt32(flags, 8) & AccessMode) != 0)
            {
                yield return target;
            }
        }
    }

    private static async Task RemoveAsync(DirectoryInfo work)
    {
        await Command.RunAsync("chmod", ["-R", "u+w", work.FullName]);
        work.Delete(recursive: true);
    }
}
