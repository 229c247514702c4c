using Triage.Core.Scoring;
using Triage.Learning.Evaluation;
using Xunit;

namespace Triage.Learning.Tests.Evaluation;

public sealed class AgreementReportTests
{
    private static readonly Rater Ann = Rater.Of(
        "ann", [Corpus.Query("a", "000"), Corpus.Query("b", "111"), Corpus.Query("c", "222")]);
    private static readonly Rater Bob = Rater.Of(
        "bob", [Corpus.Query("a", "000"), Corpus.Query("b", "111"), Corpus.Query("c", "202")]);
    private static readonly Rater Cid = Rater.Of(
        "cid", [Corpus.Query("a", "000"), Corpus.Query("b", "011"), Corpus.Query("d", "000")]);

    [Fact]
    public void Of_TwoRaters_KappaConfusionAndDisputedLine()
    {
        AgreementReport report = AgreementReport.Of([Ann, Bob]);
        PairAgreement pair = Assert.Single(report.Pairs);
        Assert.Equal(1, pair.Confusions[(int)Dimension.Complexity].Kappa);
        Assert.Equal(1, pair.Confusions[(int)Dimension.Severity][Level.High, Level.Low]);
        Assert.Equal(2 / 3.0, pair.ExactCells, 12);
        DisputedLine disputed = Assert.Single(report.Disputed);
        Assert.Equal(("c", 4), (disputed.Text, disputed.Spread));
        Assert.Equal(["222", "202"], disputed.Levels);
    }

    [Fact]
    public void Of_ThreeRaters_EveryPairOnTheLinesOfAll()
    {
        AgreementReport report = AgreementReport.Of([Ann, Bob, Cid]);
        Assert.Equal((2, 2), (report.Lines, report.NotShared));
        Assert.Equal(
            [("ann", "bob"), ("ann", "cid"), ("bob", "cid")], report.Pairs.Select(pair => (pair.First, pair.Second)));
        Assert.Equal(
            report.Pairs.Average(pair => pair.Confusions[0].Kappa), report.MeanKappa(Dimension.Complexity), 12);
    }

    [Fact]
    public void Of_OneRater_Fails() => Assert.Throws<ArgumentException>(() => AgreementReport.Of([Ann]));

    [Fact]
    public void Of_NoLineShared_Fails() =>
        Assert.Throws<ArgumentException>(() => AgreementReport.Of([Ann, Rater.Of("dan", [Corpus.Query("z", "000")])]));

    [Fact]
    public void OfModel_SameTexts_LevelsOfTheScore()
    {
        Rater triage = Rater.OfModel(Model.Embedded, Ann);
        Assert.Equal(Ann.Labels.Keys.Order(), triage.Labels.Keys.Order());
        new Scorer(Model.Embedded).Score("b", Answers.None, Model.Embedded.DefaultPolicy, out Score score);
        Assert.Equal(Enum.GetValues<Dimension>().Select(d => score[d]), triage.Labels["b"].Levels);
    }
}
