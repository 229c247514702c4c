using Triage.EndToEnd.Tests;

namespace Triage.Deploy.Tests;

/// <summary>Dockerfile, compose.yaml and chart against the schemas of those who read them.</summary>
public sealed class DescriptionTests
{
    /// <summary>All that the chart can be asked for.</summary>
    private static readonly string[] Everything =
    [
        "autoscaling.enabled=false",
        "externalSecret.enabled=true", "externalSecret.store.name=vault",
        "externalSecret.data={database: triage/database}",
        "serviceMonitor.enabled=true",
        "ingress.enabled=true", "ingress.httpHost=triage.example", "ingress.grpcHost=grpc.triage.example",
        "ingress.tlsSecret=tls", "tls.secret=replicas", "tls.mutual=true",
        "telemetry.endpoint=http://collector:4317", "image.digest=sha256:0000",
        "settings={Limits__ServerConcurrency: '500'}", "networkPolicy.from=[{podSelector: {}}]",
        "nodeSelector={disk: ssd}", "tolerations=[{key: triage, operator: Exists}]", "podAnnotations={team: care}",
    ];

    [Fact]
    public async Task Check_DockerfileAndCompose_HaveNoFault() =>
        await CheckAsync("", PathOf("Dockerfile"), PathOf("deploy/compose.yaml"));

    [Fact]
    public async Task Check_ChartAsItIs_RendersWhatKubernetesTakes() => await CheckAsync(await RenderAsync(), "-");

    [Fact]
    public async Task Check_ChartWithEverything_RendersWhatKubernetesTakes()
    {
        string objects = await RenderAsync(Everything);
        await CheckAsync(objects, "-");
        IEnumerable<string> kinds = objects.Split('\n')
            .Where(line => line.StartsWith("kind: ", StringComparison.Ordinal))
            .Select(line => line[6..])
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "Deployment", "ExternalSecret", "Ingress", "Ingress", "NetworkPolicy", "PodDisruptionBudget", "Service",
                "Service", "ServiceAccount", "ServiceMonitor",
            ],
            kinds);
    }

    [Fact]
    public async Task Check_CommonMistakes_AreFound()
    {
        string objects = await RenderAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => CheckAsync(
            objects.Replace("containerPort: 8080", "containerPort: http", StringComparison.Ordinal), "-"));
        await Assert.ThrowsAnyAsync<Exception>(() => CheckAsync(
            objects.Replace("kind: Service\n", "kind: Servise\n", StringComparison.Ordinal), "-"));
    }

    [Fact]
    public async Task Unit_Systemd_IsUnderstoodAndLeavesLittleOpen()
    {
        const int MostExposed = 15;
        string unit = PathOf("deploy/systemd/triage.service");
        string rating = await Command.RunAsync(
            "systemd-analyze", ["security", "--offline=true", $"--threshold={MostExposed}", "--no-pager", unit]);
        Assert.Contains("OK", rating, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compose_ItsSecrets_AreMadeOnceAndKept()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("triage-compose-");
        string script = Path.Combine(folder.FullName, "secrets");
        File.Copy(PathOf("deploy/compose/secrets"), script);
        await Command.RunAsync(script, []);
        string first = await ReadAsync(folder);
        await Command.RunAsync(script, []);
        Assert.Equal(first, await ReadAsync(folder));
        string compose = await File.ReadAllTextAsync(
            PathOf("deploy/compose.yaml"), TestContext.Current.CancellationToken);
        Assert.All(
            folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Directory!.Name == ".secrets"),
            file => Assert.Contains($"./compose/.secrets/{file.Name} }}", compose, StringComparison.Ordinal));
        folder.Delete(recursive: true);
    }

    private static string PathOf(string name) => Path.Combine(Repository.Root, name);

    private static async Task<string> ReadAsync(DirectoryInfo folder) =>
        await Command.RunAsync("sh", ["-c", $"cat {folder.FullName}/.secrets/*"]);

    private static Task<string> RenderAsync(params string[] settings) => Command.RunAsync("env",
    [
        "GO111MODULE=off", "GOPATH=/usr/share/gocode", "go", "run",
        PathOf("tests/Triage.Deploy.Tests/chart/render.go"), PathOf("deploy/helm/triage"), .. settings,
    ]);

    private static Task<string> CheckAsync(string input, params string[] files) =>
        Command.RunAsync("node", [PathOf("tests/clients/deploy/check.mjs"), .. files], input);
}
