using System.Text.Json;
using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;

namespace Triage.Core.Tests.Routing;

public sealed class DefaultPolicyTests
{
    private static readonly string[] Catalogue =
    [
        "self_service_portal", "knowledge_base", "community", "chatbot", "voice_assistant", "in_app", "sms",
        "live_chat",
        "messaging", "social", "email", "web_form", "phone", "callback", "video", "co_browse", "field_visit", "branch",
    ];

    public static TheoryData<int> Cells => [.. Enumerable.Range(0, Cell.Count)];

    [Theory]
    [MemberData(nameof(Cells))]
    public void Decide_EachCell_OffersTheChannelsOfTheTable(int index)
    {
        Cell cell = Cell.At(index);
        using JsonDocument table = JsonDocument.Parse(Policies.Resource("Routing/default-cells.json"));
        JsonElement row = table.RootElement.GetProperty(cell.ToString());
        string[] expected = [.. row.EnumerateArray().Select(c => c.GetString()!)];

        Decision decision = Policies.Default.Decide(Scores.Of(cell, Job.Discuss));

        Assert.Equal(cell, decision.Cell);
        Assert.Equal(-1, decision.Override);
        Assert.Equal(expected, Policies.Default.Ids(decision.Offered)[..2]);
        Assert.Equal(1, decision.Confidence);
        Assert.False(decision.Asks);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Decide_EachCell_HasAPersonWithinReach(int index)
    {
        Decision decision = Policies.Default.Decide(Scores.Of(Cell.At(index)));
        Assert.Contains(
            Enumerable.Range(0, decision.Offered.Count),
            i => Policies.Default.People.Contains(decision.Offered[i].Channel));
    }

    /// <summary>
    /// Over all jobs, workflows, wishes, decisive answers and attributes, with the overrides in force.
    /// </summary>
    [Fact]
    public void Decide_SeverityRaised_NeverMovesThePrimaryAwayFromPeople()
    {
        RoutingPolicy policy = Policies.Default;
        foreach ((Score score, RoutingContext context) in Circumstances(policy))
        {
            for (int complexity = 0; complexity < 3; complexity++)
            {
                for (int effort = 0; effort < 3; effort++)
                {
                    int before = -1;
                    for (int severity = 0; severity < 3; severity++)
                    {
                        Score copy = score;
                        copy.Dimensions =
                            Scores.Of(new Cell((Level)complexity, (Level)severity, (Level)effort)).Dimensions;
                        Decision decision = policy.Decide(copy, context);
                        int rank = Rank(policy.Channels[decision.Offered[0].Channel].AnsweredBy);
                        Assert.True(
                            rank >= before, $"{decision.Cell} {copy.MainJob} {copy.Workflow}: {rank} after {before}");
                        before = rank;
                    }
                }
            }
        }
    }

    [Fact]
    public void Document_Channels_HoldTheCatalogueWithCosts()
    {
        Assert.Equal(Catalogue, Policies.Default.Document.Channels.Select(c => c.Id));
        Assert.All(Policies.Default.Document.Channels, channel =>
        {
            Assert.NotNull(channel.CostPerContact);
            Assert.NotNull(channel.CostSource);
            Assert.NotNull(channel.CostDate);
        });
    }

    [Fact]
    public void Document_EveryChannel_IsPrimaryOrSecondarySomewhere()
    {
        PolicyDocument document = Policies.Default.Document;
        IEnumerable<string?> used = [.. document.Matrix.SelectMany(c => new[] { c.Primary, c.Secondary }),
            .. document.Overrides.SelectMany(o => new[] { o.Primary, o.Secondary })];
        Assert.Empty(Catalogue.Except(used));
    }

    [Fact]
    public void Json_Resource_IsCanonical()
    {
        byte[] canonical = [.. PolicyWriter.Write(Policies.Default.Document), (byte)'\n'];
        Assert.Equal(DefaultPolicy.Json.ToArray(), canonical);
    }

    private static int Rank(AnsweredBy who) => who switch
    {
        AnsweredBy.Nobody => 0,
        AnsweredBy.Peers or AnsweredBy.SometimesAPerson => 1,
        _ => 2,
    };

    private static IEnumerable<(Score Score, RoutingContext Context)> Circumstances(RoutingPolicy policy)
    {
        ValueList<AttributeDocument> attributes = policy.Document.Attributes;
        int combinations = attributes.Aggregate(1, (product, attribute) => product * (attribute.Values.Count + 1));
        for (int combination = 0; combination < combinations; combination++)
        {
            RoutingContext context = new() { Instant = Policies.Noon };
            for (int i = 0, rest = combination; i < attributes.Count; i++)
            {
                context.Attributes[i] = (byte)(rest % (attributes[i].Values.Count + 1));
                rest /= attributes[i].Values.Count + 1;
            }

            foreach (Job job in Enum.GetValues<Job>())
            {
                foreach (Workflow workflow in Enum.GetValues<Workflow>())
                {
                    foreach (bool wantsPerson in new[] { false, true })
                    {
                        Score score = Scores.Of(Cell.At(0), job, workflow, wantsPerson: wantsPerson);
                        yield return (score, context);
                        score.Answers = Answers.None.With(Criterion.BrandOrSafety, Level.High);
                        yield return (score, context);
                    }
                }
            }
        }
    }
}
