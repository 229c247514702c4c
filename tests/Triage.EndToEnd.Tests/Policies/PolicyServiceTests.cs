using System.Text.Json;
using System.Text.Json.Nodes;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Policies;

/// <summary>A tenant's policies through the public contract, each test on a service of its own.</summary>
public sealed partial class PolicyServiceTests : IAsyncLifetime
{
    private const string Text = "My invoice is wrong";

    private ServerProcess _server = null!;
    private PolicyClient _client = null!;
    private string _builtIn = "";

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.StartAsync();
        _client = new PolicyClient(_server);
        _builtIn = (await _client.GetAsync()).Document;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Publish_ADraft_DecidesAtOnce()
    {
        Assert.Equal(0, (await _client.DecideAsync(Text)).PolicyVersion);

        Policy published = await _client.PublishAsync(PolicyClient.Everywhere(_builtIn, "phone", "email"));

        Assert.Equal(
            (1, "1", "local", "because"),
            (published.Version.Version, published.Etag, published.Version.Author, published.Version.Comment));
        TriageResponse decision = await _client.DecideAsync(Text);
        Assert.Equal((1, 0), (decision.PolicyVersion, decision.Degraded.Count));
        Assert.Contains(
            "phone", new[] { decision.Primary.Id }.Concat(decision.PassedOver.Select(channel => channel.Id)));
        ListAuditResponse audit = await _client.CallAsync<ListAuditResponse>("ListAudit", new ListAuditRequest());
        Assert.Equal(["published", "draft_created"], audit.Entries.Select(entry => entry.Action));
    }

    [Fact]
    public async Task Publish_ALostRace_NamesTheWinnerAndTheDifference()
    {
        await _client.PublishAsync(_builtIn);
        Draft late = await _client.CreateDraftAsync(PolicyClient.Everywhere(_builtIn, "phone", "email"));
        JsonNode winner = JsonNode.Parse(_builtIn)!;
        winner["name"] = "Winner";
        await _client.PublishAsync(winner.ToJsonString());

        (string code, string message, Dictionary<string, JsonElement> details) =
            await _client.FailAsync("PublishDraft", await _client.AcceptAsync(late));

        Assert.Equal("aborted", code);
        Assert.Contains("version 2 by 'local'", message, StringComparison.Ordinal);
        JsonElement metadata = details["google.rpc.ErrorInfo"].GetProperty("metadata");
        Assert.Equal("2", metadata.GetProperty("winner_version").GetString());
        Assert.Contains("$.name: ", metadata.GetProperty("difference").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateDraft_WithFaults_IsRefusedWithTheirPaths()
    {
        JsonNode faulty = JsonNode.Parse(_builtIn)!;
        faulty["matrix"]!["LLL"]!["primary"] = "pigeon";
        faulty["surprise"] = 1;

        (string code, _, Dictionary<string, JsonElement> details) =
            await _client.FailAsync("CreateDraft", new CreateDraftRequest { Document = faulty.ToJsonString() });

        Assert.Equal("invalid_argument", code);
        string[] fields =
        [
            .. details["google.rpc.BadRequest"].GetProperty("fieldViolations").EnumerateArray()
                .Select(v => v.GetProperty("field").GetString()!),
        ];
        Assert.Equal(["$.matrix.LLL.primary", "$.surprise"], fields.Order(StringComparer.Ordinal));
        Assert.Equal(0, (await _client.GetAsync()).Version.Version);
    }

    [Fact]
    public async Task CreateDraft_EveryMistake_IsRefusedWithItsFaultsAndThePublishedVersionStays()
    {
        Policy published = await _client.PublishAsync(_builtIn);
        string folder = Path.Combine(Repository.Root, "tests", "Triage.Core.Tests", "Routing");
        string small = await File.ReadAllTextAsync(Path.Combine(folder, "binary-policy.json"));
        string large = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "src", "Triage.Core", "Routing", "default-policy.json"));
        string[] files = Directory.GetFiles(Path.Combine(folder, "Faults"));
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            JsonNode mistake = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
            string document = mistake["replace"]!.AsArray().Aggregate(
                mistake["policy"] is null ? small : large,
                (text, pair) => text.Replace((string)pair![0]!, (string)pair[1]!, StringComparison.Ordinal));

            ValidatePolicyResponse checks = await _client.CallAsync<ValidatePolicyResponse>(
                "ValidatePolicy", new ValidatePolicyRequest { Document = document });

            Assert.Equal(
                mistake["faults"]!.AsArray().Select(fault => (string)fault!),
                checks.Faults.Select(fault => $"{fault.Path}: {fault.Message}"));
            Assert.Equal(
                "invalid_argument",
                (await _client.FailAsync("CreateDraft", new CreateDraftRequest { Document = document })).Code);
        }

        string long1MiB = _builtIn + new string(' ', (1 << 20) - _builtIn.Length);
        Assert.Empty(
            (
                await _client.CallAsync<ValidatePolicyResponse>(
                    "ValidatePolicy", new ValidatePolicyRequest { Document = long1MiB })).Faults);
        Assert.Contains(
            "expected at most 1048576 bytes, got 1048577",
            (await _client.FailAsync("CreateDraft", new CreateDraftRequest { Document = long1MiB + " " })).Message,
            StringComparison.Ordinal);
        Assert.Equal(published, await _client.GetAsync());
    }

    [Fact]
    public async Task Publish_AWarningNotAccepted_IsRefusedAndNamesIt()
    {
        JsonNode unused = JsonNode.Parse(_builtIn)!;
        unused["channels"]!.AsArray().Add(new JsonObject { ["id"] = "fax", ["kind"] = "assisted", ["name"] = "Fax" });
        Draft draft = await _client.CreateDraftAsync(unused.ToJsonString());
        PublishDraftRequest request = await _client.AcceptAsync(draft);
        Assert.True(request.AcceptedWarnings.Remove("channel_unused"));

        (string code, string message, _) = await _client.FailAsync("PublishDraft", request);

        Assert.Equal("failed_precondition", code);
        Assert.Contains("channel_unused", message, StringComparison.Ordinal);
        request.AcceptedWarnings.Add("channel_unused");
        Policy published = await _client.CallAsync<Policy>("PublishDraft", request);
        Assert.Contains("channel_unused", published.Version.AcceptedWarnings);
    }

    [Fact]
    public async Task Publish_ToAShare_StaysWithEachConversation()
    {
        await _client.PublishAsync(_builtIn);
        Policy tried = await _client.PublishAsync(
            PolicyClient.Everywhere(_builtIn, "phone", "email"), rollout: new Rollout { SharePercent = 50 });
        Assert.Equal((1, 2), (tried.Version.Version, tried.Candidate.Version));

        List<int> versions = [];
        for (int i = 0; i < 60; i++)
        {
            int first = (await _client.DecideAsync(Text, $"c-{i}")).PolicyVersion;
            Assert.Equal(first, (await _client.DecideAsync(Text, $"c-{i}")).PolicyVersion);
            versions.Add(first);
        }

        Assert.InRange(versions.Count(version => version == 2), 15, 45);
        Assert.Equal(1, (await _client.DecideAsync(Text)).PolicyVersion);
        await _client.CallAsync<Policy>("EndRollout", new EndRolloutRequest { Version = 2, Promote = true });
        Assert.Equal(2, (await _client.DecideAsync(Text)).PolicyVersion);
    }

    [Fact]
    public async Task Publish_InShadow_DecidesUnseenUntilWithdrawn()
    {
        await _client.PublishAsync(_builtIn);
        await _client.PublishAsync(
            PolicyClient.Everywhere(_builtIn, "phone", "email"), rollout: new Rollout
            {
                SharePercent = 100,
                Shadow = true,
            });
        Assert.Equal(1, (await _client.DecideAsync(Text, "c-1")).PolicyVersion);

        Policy withdrawn = await _client.CallAsync<Policy>("EndRollout", new EndRolloutRequest { Version = 2 });

        Assert.Null(withdrawn.Candidate);
        Assert.Equal(1, (await _client.DecideAsync(Text, "c-1")).PolicyVersion);
    }

    [Fact]
    public async Task Rollback_ToAnOldVersion_IsOneStepAndANewVersion()
    {
        Policy first = await _client.PublishAsync(_builtIn);
        Policy second = await _client.PublishAsync(PolicyClient.Everywhere(_builtIn, "phone", "email"));

        Policy back =
            await _client.CallAsync<Policy>("Rollback", new RollbackRequest { Version = 1, Etag = second.Etag });

        Assert.Equal((3, 1, first.Document), (back.Version.Version, back.Version.BasedOn, back.Document));
        Assert.Equal(3, (await _client.DecideAsync(Text)).PolicyVersion);
    }

    [Fact]
    public async Task Restart_OnTheSameFolder_DecidesByThePublishedVersion()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("triage-");
        try
        {
            await using (ServerProcess first = await ServerProcess.StartAsync(data: folder.FullName))
            {
                using PolicyClient client = new(first);
                await client.PublishAsync(_builtIn);
            }

            await using ServerProcess second = await ServerProcess.StartAsync(data: folder.FullName);
            using PolicyClient again = new(second);
            Assert.Equal(1, (await again.DecideAsync(Text)).PolicyVersion);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Triage_ByANamedPolicy_UsesItAndNoOther()
    {
        await _client.PublishAsync(_builtIn, policy: "brand-b");
        Assert.Equal(1, (await _client.DecideAsync(Text, policy: "brand-b")).PolicyVersion);
        Assert.Equal(0, (await _client.DecideAsync(Text)).PolicyVersion);
        Assert.Equal(
            "not_found", (await _client.FailAsync("GetPolicy", new GetPolicyRequest { Policy = "brand-c" })).Code);
    }

    [Fact]
    public async Task Watch_AfterEachPublish_SendsTheNewVersion()
    {
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(30));
        await using IAsyncEnumerator<Policy> watch = _client.WatchAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(0, watch.Current.Version.Version);
        for (int version = 1; version <= 3; version++)
        {
            await _client.PublishAsync(_builtIn);
            Assert.True(await watch.MoveNextAsync());
            Assert.Equal(version, watch.Current.Version.Version);
        }
    }

    [Fact]
    public async Task Health_BeforeAndAfterAPublish_TellsWhatTheReplicaDecidesBy()
    {
        await _server.WaitUntilReadyAsync();
        JsonElement before = (await _client.HealthAsync("readyz")).GetProperty("policy");
        Assert.Equal(
            (0, "built_in"), (before.GetProperty("version").GetInt32(), before.GetProperty("source").GetString()));
        Assert.Equal(JsonValueKind.Null, before.GetProperty("ageSeconds").ValueKind);

        await _client.PublishAsync(_builtIn);

        foreach ((string path, string status) in new[] { ("readyz", "ready"), ("healthz", "alive") })
        {
            JsonElement health = await _client.HealthAsync(path);
            JsonElement policy = health.GetProperty("policy");
            Assert.Equal(status, health.GetProperty("status").GetString());
            Assert.Equal(1, policy.GetProperty("version").GetInt32());

            // The poll of the database may come between the publish and its being taken here.
            Assert.Contains(policy.GetProperty("source").GetString(), new[] { "local", "sql" });
            Assert.InRange(policy.GetProperty("ageSeconds").GetDouble(), 0, 30);
            Assert.False(policy.GetProperty("stale").GetBoolean());
            Assert.Equal(1, policy.GetProperty("held").GetInt32());
            Assert.InRange(policy.GetProperty("secondsSinceAnswer").GetProperty("sql").GetDouble(), 0, 30);
        }
    }
}
