using Google.Protobuf.WellKnownTypes;
using Triage.Core.Scoring;
using Triage.V1;
using Level = Triage.V1.Level;

namespace Triage.Server.Tests.Decisions;

public sealed class DeciderTests
{
    [Fact]
    public void Decide_AnyQuery_EveryFieldOfTheContractIsInItsRange()
    {
        TriageResponse response = BuiltIn.Decide("I was charged twice and nobody answers my emails!");
        foreach (V1.DimensionScore score in new[] { response.Complexity, response.Severity, response.Effort })
        {
            Assert.NotEqual(Level.Unspecified, score.Level);
            Assert.Equal(3, score.Probabilities.Count);
            Assert.Equal(1, score.Probabilities.Sum(), 4);
        }

        Assert.Matches("^[A-Za-z0-9_-]{92}$", response.DecisionId);
        Assert.Equal(Letters(response), response.Cell);
        Assert.NotEmpty(response.Primary.Reason);
        Assert.NotEqual(response.Primary.Id, response.Secondary.Id);
        Assert.NotEqual(ChannelKind.Unspecified, response.Primary.Kind);
        Assert.Equal(Vocabulary.Jobs.Order(), response.Jobs.Select(job => job.Job).Order());
        Assert.Equal(response.Jobs.OrderByDescending(job => job.Probability), response.Jobs);
        Assert.Contains(response.Workflow, Vocabulary.Workflows);
        Assert.InRange(response.WorkflowProbability, 0, 1);
        Assert.InRange(response.Confidence, 0, 1);
        Assert.Equal("en", response.Language);
        Assert.Equal(Model.Embedded.Version, response.ModelVersion);
        Assert.Equal(0, response.PolicyVersion);
        Assert.Null(response.Explanation);
        Assert.Empty(response.Warnings);
    }

    [Fact]
    public void Decide_InstantGiven_IsDecidedForIt()
    {
        Timestamp instant = new() { Seconds = 1_790_000_000, Nanos = 5 };
        TriageRequest request = new() { Text = "hi", Context = new Context { Instant = instant } };
        Assert.Equal(instant.Seconds, BuiltIn.Decide(request).DecidedAt.Seconds);
        Assert.Equal(Timestamp.FromDateTimeOffset(BuiltIn.Instant), BuiltIn.Decide("hi").DecidedAt);
    }

    [Fact]
    public void Decide_ExplicitAnswer_CountsAndIsNamedAsExplicit()
    {
        TriageRequest request = new() { Text = "hello there", Explain = true, Answers = { ["urgency"] = 2 } };
        TriageResponse response = BuiltIn.Decide(request);
        Assert.Equal(Level.High, response.Severity.Level);
        CriterionAnswer urgency = Assert.Single(response.Explanation.Criteria, answer => answer.Explicit);
        Assert.Equal(("urgency", "severity", 2f), (urgency.Criterion, urgency.Dimension, urgency.Answer));
        Assert.Equal(Vocabulary.Criteria, response.Explanation.Criteria.Select(answer => answer.Criterion));
        Assert.All(response.Explanation.Criteria, answer => Assert.InRange(answer.Answer, 0, 2));
    }

    [Theory]
    [InlineData("I was charged twice for my subscription 😡 and nobody answers my emails!!! $240 gone")]
    [InlineData("주문한 상품이 아직 안 왔어요. 언제 도착하나요? 환불해 주세요")]
    [InlineData("Mein Internet ist seit drei Tagen komplett ausgefallen, ich brauche es für die Arbeit, bitte sofort "
        + "helfen")]
    public void Decide_Explained_ContributionsAddUpToTheLatentValue(string text)
    {
        TriageResponse response = BuiltIn.Decide(new TriageRequest { Text = text, Explain = true });
        Assert.Equal(["complexity", "severity", "effort"], response.Explanation.Dimensions.Select(d => d.Dimension));
        Assert.All(response.Explanation.Dimensions, dimension =>
        {
            Assert.InRange(dimension.Words.Count, 1, 12);
            float sum = dimension.Bias + dimension.FromAnswers + dimension.Other
                + dimension.Words.Sum(word => word.Contribution);
            Assert.Equal(dimension.Latent, sum, 3);
        });
    }

    [Fact]
    public void Decide_LanguageGiven_BeatsTheDetectedOne()
    {
        TriageResponse response = BuiltIn.Decide(new TriageRequest { Text = "ok", Language = "pt-BR" });
        Assert.Equal("pt", response.Language);
        Assert.DoesNotContain("LANGUAGE_UNSUPPORTED", response.Degraded);
    }

    [Fact]
    public void Decide_WishForAPerson_NamesTheWordsAndOffersAPerson()
    {
        TriageResponse response = BuiltIn.Decide("hello, I want to speak to a human please");
        Assert.True(response.WantsPerson);
        Assert.Contains("human", Assert.Single(response.WantsPersonWords).Text, StringComparison.Ordinal);
        Assert.Equal(ChannelKind.Assisted, response.Primary.Kind);
    }

    [Fact]
    public void Decide_Unintelligible_SaysSoAndOffersAPersonBesideTheQuestion()
    {
        TriageResponse response = BuiltIn.Decide("qzx vbnk wqrtp zzxcv");
        Assert.Contains("TEXT_UNINTELLIGIBLE", response.Degraded);
        Assert.True(response.NextQuestion.OfferPerson);
        Assert.Equal([0, 1, 2], response.NextQuestion.Options.Select(option => option.Answer));
        Assert.All(response.NextQuestion.Options, option => Assert.NotEmpty(option.Primary));
    }

    [Fact]
    public void Decide_QuestionAnswered_LeadsWhereItSaid()
    {
        TriageRequest request = new() { Text = "qzx vbnk wqrtp zzxcv" };
        NextQuestion question = BuiltIn.Decide(request).NextQuestion;
        foreach (AnswerOption option in question.Options)
        {
            TriageRequest answered = request.Clone();
            answered.Answers[question.Criterion] = option.Answer;
            Assert.Equal(option.Primary, BuiltIn.Decide(answered).Primary.Id);
        }
    }

    private static string Letters(TriageResponse response) =>
        string.Concat(
            new[] { response.Complexity, response.Severity, response.Effort }.Select(
                score => "?LMH"[(int)score.Level]));
}
