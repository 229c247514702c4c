using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Routing.Lint;
using Triage.Core.Routing.Templates;

namespace Triage.Core.Tests.Routing.Templates;

public sealed class PolicyTemplatesTests
{
    public static TheoryData<string> Names { get; } = [.. PolicyTemplates.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Json_OfEveryTemplate_CompilesAndLeadsTheGraveToPeople(string name)
    {
        RoutingPolicy? policy = RoutingPolicy.Compile(
            PolicyTemplates.Json(name), Scores.Policy, new TestZones(), out IReadOnlyList<PolicyFault> faults);

        Assert.Empty(faults);

        // Customers come by channels that a template sends nobody to: its workflows know them.
        Assert.All(
            PolicyLint.Check(policy!.Document), finding => Assert.Equal(PolicyLint.ChannelUnused, finding.Name));
        Assert.All(
            policy.Document.Matrix.Where(row => row.Cell.Severity == Core.Scoring.Level.High),
            row =>
                Assert.Equal(
                    AnsweredBy.APerson,
                    policy.Document.Channels.Single(channel => channel.Id == row.Primary).AnsweredBy));
    }

    [Fact]
    public void Json_OfTheTemplates_DifferInNameAndCells()
    {
        PolicyDocument[] templates =
            [.. PolicyTemplates.Names.Select(name => PolicyReader.Read(PolicyTemplates.Json(name), out _)!)];
        Assert.Distinct(templates.Select(template => template.Name));
        Assert.Distinct(
            templates.Select(
                template => string.Join(';', template.Matrix.Select(row => $"{row.Primary},{row.Secondary}"))));
    }

    [Fact]
    public void Json_UnknownTemplate_NamesThoseThereAre() =>
        Assert.Contains(
            "airline",
            Assert.Throws<ArgumentException>(() => PolicyTemplates.Json("zoo")).Message,
            StringComparison.Ordinal);
}
