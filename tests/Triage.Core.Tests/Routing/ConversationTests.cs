using System.Globalization;
using System.Text.Json;
using Triage.Core.Routing;
using Triage.Core.Routing.Escalating;
using Triage.Core.Routing.Live;
using Triage.Core.Scoring;
using Triage.Core.Workflows;

namespace Triage.Core.Tests.Routing;

/// <summary>
/// Conversations from the first message to the end, one file each in <c>Conversations/</c>, which argues what a good
/// contact center would do. The levels are given, not read off the text: these scripts are about routing.
/// </summary>
public sealed class ConversationTests
{
    private const string Folder = "Routing/Conversations/";

    private static readonly RoutingPolicy Policy = Policies.Default;

    public static TheoryData<string> Scripts => [.. typeof(ConversationTests).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .Select(name => name[Folder.Length..])
        .Order(StringComparer.Ordinal)];

    [Fact]
    public void Scripts_Folder_HoldsTwelveArguedConversations()
    {
        Assert.Equal(12, Scripts.Count);
        Assert.All(Scripts, row =>
        {
            using JsonDocument script = JsonDocument.Parse(Policies.Resource(Folder + row.Data));
            Assert.True(script.RootElement.GetProperty("why").GetString()!.Length > 150);
        });
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Conversation_EachStep_GoesWhereAGoodContactCenterWouldSendIt(string file)
    {
        using JsonDocument script = JsonDocument.Parse(Policies.Resource(Folder + file));
        RoutingContext customer = Customer(script.RootElement);
        Score score = default;
        Attempt attempt = default;
        foreach (JsonElement step in script.RootElement.GetProperty("steps").EnumerateArray())
        {
            RoutingContext context = customer with { Instant = Instant(step.GetProperty("at")), Status = Status(step) };
            if (step.TryGetProperty("after", out JsonElement after))
            {
                EscalationReason reason = (EscalationReason)EscalationText.Keys.ToList().IndexOf(after.GetString()!);
                Escalator.Next(in attempt, reason, in context, Policy, out Escalation escalation);
                Check(step, score, context, escalation.Decision, escalation.Promise);
                attempt = escalation.Next;
            }
            else
            {
                score = Read(step);
                Decision decision = Policy.Decide(score, context);
                Check(step, score, context, decision, promise: null);
                attempt = Attempt.Of(in score, in decision, customer.Tried, 1);
            }
        }
    }

    private static void Check(
        JsonElement step, Score score, RoutingContext context, Decision decision, Opening? promise)
    {
        JsonElement expect = step.GetProperty("expect");
        string[] offered = Policy.Ids(decision.Offered);
        Assert.Equal(Text(expect, "first"), offered.FirstOrDefault());
        if (Text(expect, "then") is string then)
        {
            Assert.Equal(then, offered[1]);
        }

        if (Text(expect, "reason") is string reason)
        {
            Assert.Equal(reason, decision.Offered[0].Reason.ToString());
        }

        if (expect.TryGetProperty("passedOver", out JsonElement passedOver))
        {
            string[] ids = Policy.Ids(decision.PassedOver);
            foreach (JsonProperty passed in passedOver.EnumerateObject())
            {
                int index = Array.IndexOf(ids, passed.Name);
                Assert.True(index >= 0, $"{passed.Name} was not passed over");
                Assert.Equal(passed.Value.GetString(), decision.PassedOver[index].Reason.ToString());
            }
        }

        if (expect.TryGetProperty("promise", out JsonElement promised))
        {
            Assert.Equal(
                new Opening(Policy.Index(Text(promised, "channel")!), Instant(promised.GetProperty("at"))), promise);
        }

        if (Text(expect, "workflow") is string || Text(expect, "step") is string)
        {
            int channel = decision.Offered[0].Channel;
            WorkflowGraph graph = Policy.Workflows.Find(in score, in context, channel)!;
            Assert.Equal(Text(expect, "workflow") ?? graph.Id, graph.Id);
            Assert.Equal(Text(expect, "step"), graph.StartOn(channel).Id);
        }
    }

    private static RoutingContext Customer(JsonElement script)
    {
        RoutingContext context = default;
        if (!script.TryGetProperty("customer", out JsonElement customer))
        {
            return context;
        }

        context.InboundChannel = Text(customer, "inbound") is string inbound ? Policy.Index(inbound) : null;
        context.Excluded = Policy.Set(Texts(customer, "cannotUse"));
        context.Lacks = Texts(customer, "lacks").Aggregate(
            Abilities.None, (lacks, name) => lacks | Enum.Parse<Abilities>(name, ignoreCase: true));
        if (customer.TryGetProperty("attributes", out JsonElement attributes))
        {
            foreach (JsonProperty attribute in attributes.EnumerateObject())
            {
                Assert.True(Policy.TryGetAttribute(
                    attribute.Name, attribute.Value.GetString()!, out int index, out byte value));
                context.Attributes[index] = value;
            }
        }

        return context;
    }

    private static Score Read(JsonElement step)
    {
        Assert.False(string.IsNullOrWhiteSpace(Text(step, "says")));
        Assert.True(Vocabulary.TryParseJob(Text(step, "job")!, out Job job));
        Assert.True(Vocabulary.TryParseWorkflow(Text(step, "workflow")!, out Workflow workflow));
        return Scores.Of(Text(step, "cell")!, job, workflow, step.TryGetProperty("wantsPerson", out _));
    }

    private static LiveStatus? Status(JsonElement step)
    {
        DateTimeOffset at = Instant(step.GetProperty("at"));
        return step.TryGetProperty("status", out JsonElement status)
            ? new LiveStatus(Policy, status.EnumerateObject().Select(wait => new ChannelReport(
                wait.Name, ChannelState.Busy, wait.Value.GetDouble(), null, at, at.AddMinutes(1))).ToArray())
            : null;
    }

    private static DateTimeOffset Instant(JsonElement value) =>
        DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture);

    private static string? Text(JsonElement element, string key) =>
        element.TryGetProperty(key, out JsonElement value) ? value.GetString() : null;

    private static string[] Texts(JsonElement element, string key) => element.TryGetProperty(key, out JsonElement value)
        ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
        : [];
}
