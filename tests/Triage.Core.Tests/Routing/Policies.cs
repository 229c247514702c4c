using System.Globalization;
using System.Text;
using Triage.Core.Routing;
using Triage.Core.Routing.Documents;

namespace Triage.Core.Tests.Routing;

/// <summary>Policies for tests.</summary>
internal static class Policies
{
    public static readonly DateTimeOffset Noon =
        DateTimeOffset.Parse("2026-06-10T16:00:00Z", CultureInfo.InvariantCulture);

    /// <summary>The policy that Triage comes with.</summary>
    public static RoutingPolicy Default { get; } = DefaultPolicy.Compile(Scores.Policy, new TestZones());

    /// <summary>A small policy of 8 cells without a fault.</summary>
    public static string BinaryText { get; } = Resource("Routing/binary-policy.json");

    public static PolicyDocument Binary { get; } = Read(BinaryText);

    public static PolicyDocument Read(string json)
    {
        PolicyDocument? document =
            PolicyReader.Read(Encoding.UTF8.GetBytes(json), out IReadOnlyList<PolicyFault> faults);
        Assert.Empty(faults);
        return document!;
    }

    public static RoutingPolicy Compile(PolicyDocument document)
    {
        RoutingPolicy? policy =
            RoutingPolicy.Compile(document, Scores.Policy, new TestZones(), out IReadOnlyList<PolicyFault> faults);
        Assert.Empty(faults);
        return policy!;
    }

    /// <summary>The default policy without overrides but for these.</summary>
    public static RoutingPolicy With(params OverrideDocument[] overrides) =>
        Compile(Default.Document with { Overrides = [.. overrides] });

    public static Decision Decide(this RoutingPolicy policy, Core.Scoring.Score score, RoutingContext? context = null)
    {
        Router.Decide(in score, context ?? new RoutingContext { Instant = Noon }, policy, out Decision decision);
        return decision;
    }

    public static string[] Ids(this RoutingPolicy policy, PlacementList placements) =>
        [.. Enumerable.Range(0, placements.Count).Select(i => policy.Channels[placements[i].Channel].Id)];

    public static ChannelSet Set(this RoutingPolicy policy, params IEnumerable<string> ids) =>
        ids.Aggregate(ChannelSet.Empty, (set, id) => set.With(policy.Index(id)));

    public static int Index(this RoutingPolicy policy, string id)
    {
        Assert.True(policy.TryGetChannel(id, out int index), id);
        return index;
    }

    public static string Resource(string name)
    {
        using StreamReader reader = new(typeof(Policies).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
