using FsCheck;
using FsCheck.Fluent;
using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;

namespace Triage.Core.Tests.Routing;

public sealed class PolicyAnalysisTests
{
    [Fact]
    public void Find_OverridesThatMeet_NamesTheWinnerAndAQueryOfBoth()
    {
        PolicyDocument document = With(
            Override("vent", new() { Jobs = [Job.Vent], Severity = [Level.High] }, "phone"),
            Override("gold", new() { Attributes = [new("tier", ["gold"])], WantsPerson = false }, "video"));
        Assert.Equal(
            "'vent' wins over 'gold' where both apply, such as cell LHL, job vent, no wish for a person, tier gold",
            Assert.Single(Conflicts(document)).Message);
    }

    [Fact]
    public void Find_SamePrimary_IsNoConflict() => Assert.Empty(Conflicts(With(
        Override("vent", new() { Jobs = [Job.Vent] }, "phone"),
        Override("high", new() { Severity = [Level.High] }, "phone"))));

    [Fact]
    public void Find_OverlapHiddenByAnEarlierOverride_IsNoConflict() => Assert.Empty(Conflicts(With(
        Override("all-high-vents", new() { Jobs = [Job.Vent], Severity = [Level.High] }, "phone"),
        Override("vent", new() { Jobs = [Job.Vent] }, "phone"),
        Override("high", new() { Severity = [Level.High], Jobs = [Job.Vent, Job.Discuss] }, "phone"),
        Override("calm", new() { Severity = [Level.Low], Jobs = [Job.Discuss] }, "video"))));

    [Fact]
    public void Find_DatesThatDoNotMeet_AreNoConflict()
    {
        DateTimeOffset turn = Policies.Noon;
        Assert.Empty(Conflicts(With(
            Override("before", new() { Jobs = [Job.Vent] }, "phone") with { Until = turn },
            Override("after", new() { Jobs = [Job.Vent] }, "video") with { From = turn })));
    }

    [Fact]
    public void Find_UntestedAttributeAndUnusedChannel_AreNamed()
    {
        PolicyDocument document = Policies.Default.Document with
        {
            Attributes = [new("mood", ["sunny"]), new("tier", ["bronze", "silver", "gold"])],
            Overrides = [Override("gold", new() { Attributes = [new("tier", ["gold"])] }, "phone")],
            Workflows = [],
        };
        IReadOnlyList<PolicyNotice> notices = PolicyAnalysis.Find(document);
        Assert.Equal(
            ["$.attributes.mood", "$.attributes.tier[0]", "$.attributes.tier[1]"],
            notices.Where(n => n.Kind == PolicyNoticeKind.Gap).Select(n => n.Path));
        Assert.Contains(notices, n => n.Kind == PolicyNoticeKind.UnusedChannel && n.Path == "$.channels[6]");
    }

    /// <summary>Against brute force over all cells and jobs.</summary>
    [Fact]
    public void Find_AnyOverrides_NamesTheConflictsThatQueriesMeet() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(),
        seed =>
        {
            OverrideDocument[] overrides = [.. new RandomPolicy(seed).CellAndJobOverrides(8)
                .Select((o, i) => o with { Primary = $"channel_{i}" })];
            HashSet<(int, int)> met = [];
            for (int cell = 0; cell < Cell.Count; cell++)
            {
                foreach (Job job in Enum.GetValues<Job>())
                {
                    int[] applying = [.. Enumerable.Range(0, overrides.Length)
                        .Where(i => Applies(overrides[i].When, Cell.At(cell), job))];
                    met.UnionWith(applying.Skip(1).Select(later => (applying[0], later)));
                }
            }

            return Conflicts(new PolicyDocument { Overrides = [.. overrides] }).Count() == met.Count;
        }).QuickCheckThrowOnFailure();

    private static bool Applies(ConditionDocument when, Cell cell, Job job) =>
        Accepts(when.Jobs, job) && Accepts(when.Complexity, cell.Complexity)
        && Accepts(when.Severity, cell.Severity) && Accepts(when.Effort, cell.Effort);

    private static bool Accepts<T>(ValueList<T> values, T value) => values.Count == 0 || values.Contains(value);

    private static IEnumerable<PolicyNotice> Conflicts(PolicyDocument document) =>
        PolicyAnalysis.Find(document).Where(n => n.Kind == PolicyNoticeKind.Conflict);

    private static PolicyDocument With(params OverrideDocument[] overrides) =>
        Policies.Default.Document with { Overrides = [.. overrides] };

    private static OverrideDocument Override(string id, ConditionDocument when, string primary) =>
        new() { Id = id, When = when, Primary = primary, Why = "a test" };
}
