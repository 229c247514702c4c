using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Triage.EndToEnd.Tests;
using Triage.Storage.Policies;
using Triage.Storage.Tests.Support;
using Triage.V1;
using PolicyVersion = Triage.Storage.Policies.PolicyVersion;
using Xunit.Sdk;

namespace Triage.Soak;

/// <summary>An analyst who publishes without end, and knows what was confirmed.</summary>
internal sealed class Publisher(Cluster cluster, Tally tally)
{
    public static readonly PolicyKey Key = new(Cluster.Tenant, "default");

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<int, string> _confirmed = new();

    /// <summary>Publishes the first version: from here on every version is in the database.</summary>
    public async Task BeginAsync()
    {
        JsonCaller admin = cluster.All[0].Admin;
        await PublishAsync(admin, (await GetAsync(admin)).Document);
        await EveryReplicaDecidesByAsync(1);
    }

    public async Task RunAsync(CancellationToken stop)
    {
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            Replica replica = cluster.Choose();
            bool isDatabaseAway = cluster.IsDatabaseAway;
            try
            {
                await PublishAsync(replica.Admin, Changed((await GetAsync(replica.Admin)).Document, i));
            }
            catch (Exception e) when (e is XunitException or HttpRequestException or IOException)
            {
                if (e is not XunitException && replica.IsKilled)
                {
                    tally.Count("publishes cut by a kill");
                }
                else if (IsUnavailable(e) && (isDatabaseAway || cluster.IsDatabaseAway))
                {
                    tally.Count("publishes refused while PostgreSQL was away");
                }
                else
                {
                    tally.Fault(Tally.UnexplainedErrors, $"publish: {e.Message}");
                }
            }

            await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Compares what was confirmed with what is kept, and every replica with the last version.</summary>
    public async Task CheckAsync()
    {
        foreach ((int version, string document) in _confirmed)
        {
            PolicyVersion kept = await cluster.Store.GetVersionAsync(Key, version, CancellationToken.None);
            if (!JsonNode.DeepEquals(JsonNode.Parse(kept.Document), JsonNode.Parse(document)))
            {
                tally.Fault(Tally.LostWrites, $"version {version} is not what was confirmed");
            }
        }

        PublishedPolicy? published = await cluster.Store.FindPublishedAsync(Key, CancellationToken.None);
        if (published is null || published.Head.Version < _confirmed.Keys.Max())
        {
            tally.Fault(Tally.LostWrites, $"version {_confirmed.Keys.Max()} was confirmed and is not published");
            return;
        }

        try
        {
            await EveryReplicaDecidesByAsync(published.Head.Version);
        }
        catch (XunitException e)
        {
            tally.Fault(Tally.LostWrites, e.Message);
        }
    }

    private static bool IsUnavailable(Exception e) =>
        e is XunitException && e.Message.Contains("\"code\":\"unavailable\"", StringComparison.Ordinal);

    private static Task<Policy> GetAsync(JsonCaller admin) =>
        admin.CallAsync<Policy>("PolicyService/GetPolicy", new GetPolicyRequest());

    private async Task PublishAsync(JsonCaller admin, string document)
    {
        Draft draft = await admin.CallAsync<Draft>(
            "PolicyService/CreateDraft", new CreateDraftRequest { Document = document, Comment = "soak" });
        ValidatePolicyResponse checks = await admin.CallAsync<ValidatePolicyResponse>(
            "PolicyService/ValidatePolicy", new ValidatePolicyRequest { Document = draft.Document });
        Policy published = await admin.CallAsync<Policy>("PolicyService/PublishDraft", new PublishDraftRequest
        {
            Id = draft.Id,
            Etag = draft.Etag,
            AcceptedWarnings = { checks.Warnings.Select(warning => warning.Name).Distinct() },
        });
        if (!_confirmed.TryAdd(published.Version.Version, draft.Document))
        {
            tally.Fault(Tally.LostWrites, $"version {published.Version.Version} was confirmed twice");
        }

        tally.Count("publishes confirmed");
    }

    private async Task EveryReplicaDecidesByAsync(int version)
    {
        foreach (Replica replica in cluster.All)
        {
            int decidedBy = -1;
            await Eventually.HoldsAsync(
                async () => (decidedBy = (await replica.Admin.CallAsync<TriageResponse>(
                    "TriageService/Triage", new TriageRequest { Text = "hello" })).PolicyVersion) == version,
                withinSeconds: 30,
                () => $"a replica decides by version {decidedBy}, not {version}");
        }
    }

    /// <summary>Swaps primary and secondary of one cell of low severity, where any channel may stand, and gives all
    /// channels other names: every answer tells the version that decided.</summary>
    private static string Changed(string document, int step)
    {
        JsonNode json = JsonNode.Parse(document)!;
        JsonObject[] cells =
            [.. json["matrix"]!.AsObject().Where(cell => cell.Key[1] == 'L').Select(cell => cell.Value!.AsObject())];
        JsonObject changed = cells[step % cells.Length];
        (changed["primary"], changed["secondary"]) =
            (changed["secondary"]?.DeepClone(), changed["primary"]!.DeepClone());
        foreach (JsonNode? channel in json["channels"]!.AsArray())
        {
            channel!["name"] = $"{channel["id"]} {step}";
        }

        return json.ToJsonString();
    }
}
