using Triage.Core.Scoring;
using Triage.Learning.Evaluation;
using Xunit;

namespace Triage.Learning.Tests.Evaluation;

public sealed class EvaluationReportTests
{
    [Fact]
    public void Of_LabelsOfTheModelItself_FullAgreement()
    {
        IReadOnlyList<ScoredQuery> lines = Score(
            "Where is my order?", "I smell gas in the kitchen!", "How do I reset it?");
        ScoredQuery[] agreeing = [.. lines.Select(line => line with
        {
            Query = line.Query with
            {
                Levels = [.. Enum.GetValues<Dimension>().Select(d => line.Score[d])],
                MainJob = line.Score.MainJob,
                Workflow = line.Score.Workflow,
                Language = line.Score.Language,
            },
        })];
        EvaluationReport report = EvaluationReport.Of(agreeing);
        Assert.All(report.Dimensions, dimension => Assert.Equal(1, dimension.Confusion.Kappa));
        Assert.Equal(
            (3, 1, 1, 1, 1), (report.Lines, report.ExactCells, report.MainJobs, report.Workflows, report.Languages));
        Assert.Empty(report.Worst);
    }

    [Fact]
    public void Of_DisagreeingLines_WorstComeFirst()
    {
        ScoredQuery line = Score("Where is my order?")[0];
        Level given = line.Score[Dimension.Complexity];
        ScoredQuery near = line with
        {
            Query = line.Query with
            {
                Text = "near",
                Levels = Levels(line, given == Level.High ? 1 : (int)given + 1),
            },
        };
        ScoredQuery far = line with
        {
            Query = line.Query with
            {
                Text = "far",
                Levels = Levels(line, given == Level.High ? 0 : 2),
            },
        };
        EvaluationReport report = EvaluationReport.Of([near, far]);
        Assert.Equal(0, report.ExactCells);
        Assert.True(report.Worst[0].Distance >= report.Worst[1].Distance);
        Assert.Equal("far", report.Worst[0].Query.Text);
    }

    private static Level[] Levels(ScoredQuery line, int complexity) =>
        [(Level)complexity, line.Score[Dimension.Severity], line.Score[Dimension.Effort]];

    private static IReadOnlyList<ScoredQuery> Score(params string[] texts) =>
        ScoredQuery.ScoreAll(texts.Select(text => Corpus.Query(text, "000")), Model.Embedded);
}
