using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;

namespace Triage.Core.Tests.Routing;

public sealed class ClarifierTests
{
    private static readonly RoutingContext Context = new() { Instant = Policies.Noon };

    [Fact]
    public void TryAsk_SeverityInDoubt_AsksForSeverity()
    {
        // Complexity and effort are plainly low; severity stands at its cut points.
        Score score = Scores.Inferred(Scores.Policy, 0, 0, 0, 1, 0.6f, 0.6f, 0.6f, 0.5f);
        score.MainJob = Job.Discuss;

        Assert.True(Clarifier.TryAsk(in score, in Context, Policies.Default, out NextQuestion question));

        Assert.Equal(Dimension.Severity, question.Criterion.Dimension());
        Assert.Equal("knowledge_base", Id(question, Level.Low));
        Assert.Equal("live_chat", Id(question, Level.High));
    }

    [Fact]
    public void TryAsk_EachAnswer_LeadsWhereADecisionWithItGoes()
    {
        RoutingPolicy policy = Policies.Default;
        Random random = new(7);
        for (int i = 0; i < 300; i++)
        {
            float[] criteria = [.. Enumerable.Range(0, 12).Select(_ => random.NextSingle() * 2)];
            Score score = Scores.Inferred(policy.Scoring, criteria);
            score.MainJob = (Job)(i % 6);
            Assert.True(Clarifier.TryAsk(in score, in Context, policy, out NextQuestion question));
            for (Level answer = Level.Low; answer <= Level.High; answer++)
            {
                Score answered = score;
                answered.Answers = score.Answers.With(question.Criterion, answer);
                policy.Scoring.SetLevels(ref answered);
                Assert.Equal(policy.Decide(answered, Context).Offered[0].Channel, question.ChannelAfter(answer));
            }
        }
    }

    [Fact]
    public void TryAsk_OverrideOnACriterion_IsSeenInWhereTheAnswerLeads()
    {
        RoutingPolicy policy = Policies.With(new OverrideDocument
        {
            Id = "no-tools",
            When = new() { Criteria = [new(Criterion.ToolUnavailability, [Level.High])] },
            Primary = "branch",
            Why = "the store has the tools",
        });
        Answers allButOne = Enumerable.Range(0, 11).Aggregate(Answers.None, (a, c) => a.With((Criterion)c, Level.Low));
        Score score = default;
        score.Answers = allButOne;
        policy.Scoring.SetLevels(ref score);

        Assert.True(Clarifier.TryAsk(in score, in Context, policy, out NextQuestion question));

        Assert.Equal(Criterion.ToolUnavailability, question.Criterion);
        Assert.Equal(policy.Index("branch"), question.ChannelAfter(Level.High));
    }

    [Fact]
    public void TryAsk_AllAnswered_HasNothingToAsk()
    {
        Score score = default;
        score.Answers = Enum.GetValues<Criterion>().Aggregate(Answers.None, (a, c) => a.With(c, Level.Medium));
        Assert.False(Clarifier.TryAsk(in score, in Context, Policies.Default, out _));
    }

    [Fact]
    public void TryAsk_NoChannelUsable_LeadsNowhere()
    {
        RoutingContext context = new() { Instant = Policies.Noon, Excluded = Policies.Default.AllChannels };
        Score score = default;
        Assert.True(Clarifier.TryAsk(in score, in context, Policies.Default, out NextQuestion question));
        Assert.Null(question.ChannelAfter(Level.Low));
    }

    private static string Id(NextQuestion question, Level answer) =>
        Policies.Default.Channels[question.ChannelAfter(answer)!.Value].Id;
}
