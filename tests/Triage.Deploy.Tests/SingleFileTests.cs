using Google.Protobuf;
using Triage.EndToEnd.Tests;
using Triage.Storage.Tests.Support;
using Triage.V1;
using ServerProcess = Triage.EndToEnd.Tests.ServerProcess;

namespace Triage.Deploy.Tests;

/// <summary>The service as one file, installed as the systemd unit says and with nothing of .NET to be found.</summary>
public sealed class SingleFileTests(Image image)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly string Release = Path.Combine(Repository.Root, "artifacts/release/linux-x64");

    /// <summary>Packed as the released ones are, but for .NET itself, which takes minutes.</summary>
    [Fact]
    public async Task Sbom_OfASingleFile_NamesAllThatIsPackedIntoItByItsBytes()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("triage-packed-");
        await Command.RunAsync(
            "dotnet",
            [
                "publish", Path.Combine(Repository.Root, "src/Triage.Cli"), "-c", "Release", "-r", "linux-x64",
                "--no-restore", "-o", folder.FullName,
                "--artifacts-path", Path.Combine(Repository.Root, "artifacts/publish"),
                "-p:ContinuousIntegrationBuild=true", "-p:DebugType=none", "-p:RunAnalyzers=false",
                "-p:UseSharedCompilation=false", "-p:SelfContained=false", "-p:PublishSingleFile=true",
                "-p:IncludeNativeLibrariesForSelfExtract=true",
            ],
            patience: Patience);

        Sbom bom = await Sbom.OfAsync(Path.Combine(folder.FullName, "triage"));

        await bom.CheckAsync();
        Dictionary<string, string> inFolder = Sbom.FilesOf(folder.FullName);
        Assert.Equal(["triage"], inFolder.Keys);
        Assert.Equal(inFolder["triage"], bom.Files["triage"]);

        // Not those that the service has too: the image has them compiled with it.
        Dictionary<string, string> apart = Sbom.FilesOf(image.Program);
        Assert.All(
            ["triage.dll", "Triage.Learning.dll", "Spectre.Console.dll", "libe_sqlite3.so"],
            file => Assert.Equal(apart[file], bom.Files[file]));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Publish_Files_StartAloneFromAnEmptyFolderAsAnotherUser()
    {
        Assert.SkipUnless(Scale.IsLong, "a long test: tests/run --long");
        await Command.RunAsync(Path.Combine(Repository.Root, "deploy/publish"), ["files", "x64"], patience: Patience);
        Assert.Equal(
            ["Triage.Server", "Triage.Server.cdx.json", "triage", "triage.cdx.json"],
            Directory.EnumerateFileSystemEntries(Release).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (string program in (string[])["Triage.Server", "triage"])
        {
            Sbom bom = Sbom.Read(Path.Combine(Release, $"{program}.cdx.json"));
            await bom.CheckAsync();
            Assert.Equal(Sbom.FilesOf(Release)[program], bom.Files[program]);
            Assert.Contains("System.Private.CoreLib.dll", bom.Files.Keys);
        }

        DirectoryInfo installed = Directory.CreateTempSubdirectory("triage-single-");
        File.Copy(Path.Combine(Release, "Triage.Server"), Path.Combine(installed.FullName, "Triage.Server"));
        await Command.RunAsync("chmod", ["-R", "a+rX,a-w", installed.FullName]);
        DirectoryInfo work = await Image.CreateWorkFolderAsync();
        string data = Path.Combine(work.FullName, "data");
        Dictionary<string, string> environment = new(image.Environment)
        {
            ["Access__Keys"] = "false",
            ["DOTNET_BUNDLE_EXTRACT_BASE_DIR"] = data,
            ["DOTNET_ROOT"] = "/nonexistent",
        };
        string[] command = [.. image.AsUser("Triage.Server")];
        command[^1] = Path.Combine(installed.FullName, "Triage.Server");
        await using (ServerProcess server = await ServerProcess.StartAsync(
            environment: environment, data: work.FullName, command: command))
        {
            await server.WaitUntilReadyAsync();
            using GrpcCaller caller = new(server.Grpc);
            Assert.Matches("^[LMH]{3}$", (await caller.CallAsync(new TriageRequest { Text = "Where is it?" })).Cell);

            // The settings that are shipped lie in the file too.
            byte[] large = new TriageRequest { Text = new string('a', 2 * 1_024 * 1_024) }.ToByteArray();
            (_, string message, _) = await caller.SendAsync(
                "/triage.v1.TriageService/Triage", GrpcCaller.Frame(large));
            Assert.Contains("expected at most 1114112 bytes", message, StringComparison.Ordinal);
            Assert.Equal(0, await server.StopAsync());
        }

        await Command.RunAsync("chmod", ["-R", "u+w", work.FullName, installed.FullName]);
        work.Delete(recursive: true);
        installed.Delete(recursive: true);
    }
}
