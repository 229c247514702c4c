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
        "worker.enabled=true", "worker.autoscaling.enabled=true", "worker.options=['--max-unread=50000']",
        "worker.streams=[{name: acme, secret: acme, key: key}, {name: globex, secret: globex, key: key}]",
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
                "Deployment", "Deployment", "Deployment", "ExternalSecret", "HorizontalPodAutoscaler",
                "HorizontalPodAutoscaler", "Ingress", "Ingress", "NetworkPolicy", "NetworkPolicy",
                "PodDisruptionBudget", "PodDisruptionBudget", "PodDisruptionBudget", "Service", "Service",
                "ServiceAccount", "ServiceMonitor",
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
    public async Task Check_SelectorThatFindsWorkersToo_IsFound()
    {
        string objects = await RenderAsync("worker.enabled=true");
        await CheckAsync(objects, "-");
        string mixed = objects.Replace("name: triage-worker\n", "name: triage\n", StringComparison.Ordinal);
        Exception fault = await Assert.ThrowsAnyAsync<Exception>(() => CheckAsync(mixed, "-"));
        Assert.Contains(
            "Service test: expected a selector of one Deployment, got 2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_StreamThatNoObjectCanBeNamedAfter_IsRefusedWithWhatIsAllowed()
    {
        Exception fault = await Assert.ThrowsAnyAsync<Exception>(() => RenderAsync(
            "worker.enabled=true", "worker.streams=[{name: Acme_EU, secret: acme, key: key}]"));
        Assert.Contains(
            "worker.streams: expected a name of up to 40 of a-z, 0-9 and '-', got 'Acme_EU'",
            fault.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("triage.service", "triage.service")]
    [InlineData("triage-worker@.service", "triage-worker@acme.service")]
    public async Task Unit_Systemd_IsUnderstoodAndLeavesLittleOpen(string file, string instance)
    {
        const int MostExposed = 15;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("triage-unit-");
        string unit = Path.Combine(folder.FullName, instance);
        string content = await File.ReadAllTextAsync(
            PathOf($"deploy/systemd/{file}"), TestContext.Current.CancellationToken);

        // What it starts must be there.
        await File.WriteAllTextAsync(
            unit,
            content.Replace("ExecStart=/usr/local/bin/", "ExecStart=/usr/bin/env ", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        Assert.Equal("", await Command.RunAsync("sh", ["-c", $"systemd-analyze verify --man=no {unit} 2>&1"]));
        string rating = await Command.RunAsync(
            "systemd-analyze", ["security", "--offline=true", $"--threshold={MostExposed}", "--no-pager", unit]);
        Assert.Contains("OK", rating, StringComparison.Ordinal);
        folder.Delete(recursive: true);
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

    /// <summary>Renders the chart with values of one's own, each PATH=VALUE.</summary>
    internal static Task<string> RenderAsync(params string[] settings) => Command.RunAsync("env",
    [
        "GO111MODULE=off", "GOPATH=/usr/share/gocode", "go", "run",
        PathOf("tests/Triage.Deploy.Tests/chart/render.go"), PathOf("deploy/helm/triage"), .. settings,
    ]);

    private static string PathOf(string name) => Path.Combine(Repository.Root, name);

    private static async Task<string> ReadAsync(DirectoryInfo folder) =>
        await Command.RunAsync("sh", ["-c", $"cat {folder.FullName}/.secrets/*"]);

    private static Task<string> CheckAsync(string input, params string[] files) =>
        Command.RunAsync("node", [PathOf("tests/clients/deploy/check.mjs"), .. files], input);
}
