using Triage.Core.Scoring;

namespace Triage.Core.Tests.Scoring;

/// <summary>The framework's three worked examples, paraphrases of them, and its own answers to its questions.</summary>
public sealed class WorkedExamplesTests
{
    private const string FireStick = "I need help programming my Amazon Fire Stick remote.";
    private const string MacBook = "What is the return policy on your website for MacBook Pro?";
    private const string Antivirus =
        "It has been 2 days since I bought it and my phone is still not updated with the free antivirus solution.";

    [Theory]
    [InlineData(FireStick)]
    [InlineData("Can you help me program the remote of my Amazon Fire Stick?")]
    [InlineData("How do I set up the Fire Stick remote?")]
    [InlineData("I need some help pairing my Fire TV remote")]
    public void Score_HowToForARemote_ComplexityIsLow(string text) =>
        Assert.Equal(Level.Low, Shipped.Score(text)[Dimension.Complexity]);

    [Theory]
    [InlineData(MacBook)]
    [InlineData("What's your return policy for a MacBook Pro?")]
    [InlineData("Could you tell me the return policy for MacBook Pro bought on your website?")]
    [InlineData("If I buy a MacBook Pro from your site, what is the return policy?")]
    public void Score_ReturnPolicyOfACostlyPurchase_SeverityIsHigh(string text) =>
        Assert.Equal(Level.High, Shipped.Score(text)[Dimension.Severity]);

    [Theory]
    [InlineData(Antivirus)]
    [InlineData("I bought the phone 2 days ago and it still hasn't been updated with the free antivirus solution.")]
    [InlineData("Two days since my purchase and my phone still doesn't have the free antivirus that was promised.")]
    [InlineData("It's been two days and the free antivirus still has not been installed on my phone.")]
    public void Score_PromisedServiceThatNeverCame_EffortIsHigh(string text) =>
        Assert.Equal(Level.High, Shipped.Score(text)[Dimension.Effort]);

    [Fact]
    public void Score_FireStickWithTheFrameworksAnswers_ComplexityIsLow()
    {
        Answers answers = Answers.None
            .With(Criterion.AnswerAvailability, Level.Low)
            .With(Criterion.InformationNeed, Level.Low)
            .With(Criterion.Handling, Level.Low);
        Assert.Equal(Level.Low, Shipped.Score(FireStick, answers)[Dimension.Complexity]);
    }

    [Fact]
    public void Score_MacBookWithTheFrameworksAnswers_SeverityIsHigh()
    {
        Answers answers = Answers.None
            .With(Criterion.Urgency, Level.High)
            .With(Criterion.Distress, Level.Medium)
            .With(Criterion.BrandOrSafety, Level.High)
            .With(Criterion.FinancialCost, Level.High)
            .With(Criterion.DelayCost, Level.High);
        Assert.Equal(Level.High, Shipped.Score(MacBook, answers)[Dimension.Severity]);
    }

    [Fact]
    public void Score_AntivirusWithTheFrameworksAnswers_EffortIsHigh()
    {
        Answers answers = Answers.None
            .With(Criterion.WorkRequired, Level.High)
            .With(Criterion.CustomerDifficulty, Level.High)
            .With(Criterion.InstructionDifficulty, Level.Low)
            .With(Criterion.ToolUnavailability, Level.High);
        Assert.Equal(Level.High, Shipped.Score(Antivirus, answers)[Dimension.Effort]);
    }
}
