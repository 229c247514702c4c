using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Triage.EndToEnd.Tests.Telemetry;
using Triage.Storage.Tests.Support;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Policies;

/// <summary>Tests on one <see cref="Cluster"/>, which kill its parts: one after the other.</summary>
[CollectionDefinition(Cluster.Name, DisableParallelization = true)]
public sealed class ClusterTests : ICollectionFixture<Cluster>;

/// <summary>Three services, one PostgreSQL and one Redis on this machine, and a policy that no two versions
/// share.</summary>
public sealed class Cluster : IAsyncLifetime
{
    public const string Name = "cluster";

    private readonly List<ServerProcess> _servers = [];
    private readonly List<PolicyClient> _clients = [];
    private string _document = "";
    private Collector? _collector;

    internal PostgresServer Postgres { get; } = new();

    internal RedisServer Redis { get; } = new();

    internal IReadOnlyList<PolicyClient> Clients => _clients;

    /// <summary>Gets the replica that the tests look at; policies are published on the first.</summary>
    internal PolicyClient Observed => _clients[1];

    /// <summary>Gets where <see cref="Observed"/> sends its metrics, once a second.</summary>
    internal Collector Collector => _collector!;

    /// <summary>Gets the options of a service of this cluster.</summary>
    internal IReadOnlyList<string> Options { get; private set; } = [];

    /// <summary>Gets the last version that was published.</summary>
    internal int Version { get; private set; }

    public async ValueTask InitializeAsync()
    {
        await Postgres.InitializeAsync();
        await Redis.StartAsync();
        _collector = await Collector.StartAsync(HttpProtocols.Http1);

        Options =
        [
            $"--Policies:Database={await Postgres.CreateDatabaseAsync()}", $"--Policies:Redis={Redis.ConnectionString}",
        ];
        string[] observed =
        [
            $"--Telemetry:Endpoint={_collector.Address}", "--Telemetry:Protocol=http/protobuf",
            "--Telemetry:MetricInterval=00:00:01",
        ];
        _servers.AddRange(await Task.WhenAll(
            ServerProcess.StartAsync(Options, warmUp: Scale.IsLong),
            ServerProcess.StartAsync([.. Options, .. observed], warmUp: Scale.IsLong),
            ServerProcess.StartAsync(Options, warmUp: Scale.IsLong)));
        foreach (ServerProcess server in _servers)
        {
            await server.WaitUntilReadyAsync();
            _clients.Add(new PolicyClient(server));
            await _clients[^1].ReachesDatabaseAsync();
        }

        _document = (await _clients[0].GetAsync()).Document;
        await PublishNextAsync();
        await Task.WhenAll(_clients.Select(client => client.DecidesByAsync(Version)));
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        foreach (ServerProcess server in _servers)
        {
            await server.DisposeAsync();
        }

        if (_collector is not null)
        {
            await _collector.DisposeAsync();
        }

        Redis.Dispose();
        await Postgres.DisposeAsync();
    }

    /// <summary>Drafts the version after <see cref="Version"/>.</summary>
    /// <returns>What publishes it.</returns>
    internal async Task<PublishDraftRequest> DraftNextAsync() =>
        await _clients[0].AcceptAsync(await _clients[0].CreateDraftAsync(Document(Version + 1)));

    /// <summary>Publishes what <see cref="DraftNextAsync"/> drafted.</summary>
    internal async Task PublishAsync(PublishDraftRequest draft)
    {
        Policy published = await _clients[0].CallAsync<Policy>("PublishDraft", draft);
        Assert.Equal(Version + 1, published.Version.Version);
        Version++;
    }

    internal async Task PublishNextAsync() => await PublishAsync(await DraftNextAsync());

    /// <summary>Finds what of a decision is not of the version that it names; null when all is.</summary>
    internal static string? FaultOf(TriageResponse decision)
    {
        int version = decision.PolicyVersion;
        return decision.Primary?.Id == PrimaryOf(version) && decision.Primary.Name == NameOf(version)
            ? null
            : $"version {version} decided {decision.Primary}, which is not its own";
    }

    private static string PrimaryOf(int version) => int.IsEvenInteger(version) ? "knowledge_base" : "chatbot";

    private static string NameOf(int version) => $"Channel of version {version}";

    /// <summary>Writes the document of a version: all its cells, and the names of its channels, are its own.</summary>
    private string Document(int version)
    {
        JsonNode document = JsonNode.Parse(PolicyClient.Everywhere(_document, PrimaryOf(version), "email"))!;
        foreach (JsonNode? channel in document["channels"]!.AsArray())
        {
            channel!["name"] = NameOf(version);
        }

        return document.ToJsonString();
    }
}
