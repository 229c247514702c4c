using Triage.Core.Scoring;
using Triage.Learning.Adaptation;
using Triage.Learning.Evaluation;
using Triage.Learning.Labels;
using Xunit;

namespace Triage.Learning.Tests.Adaptation;

public sealed class ModelAdapterTests
{
    private static readonly byte[] Shipped = Model.EmbeddedFile();

    [Fact]
    public void Adapt_SameLinesAndBase_SameBytes()
    {
        LabelledQuery[] lines = [Line("please flob the quux of my wibble", Level.High)];
        Assert.Equal(
            ModelAdapter.Adapt(Shipped, lines, new AdaptationOptions()),
            ModelAdapter.Adapt(Shipped, lines, new AdaptationOptions()));
    }

    [Fact]
    public void Adapt_NewWordsOfACompany_AreLearned()
    {
        LabelledQuery[] lines =
        [
            .. Enumerable.Range(0, 8).Select(i => Line($"the zorvex is flobbing again, case {i}", Level.High)),
            .. Enumerable.Range(0, 8).Select(i => Line($"where do I read about blumination, page {i}", Level.Low)),
        ];
        Model adapted = Model.Load(ModelAdapter.Adapt(Shipped, lines, new AdaptationOptions()));
        Assert.True(Severity(adapted, "zorvex flobbing") > Severity(Model.Embedded, "zorvex flobbing") + 0.1f);
    }

    [Fact]
    public void Adapt_TwoHundredLines_KeepsWhatTheBaseKnew()
    {
        IReadOnlyList<LabelledQuery> own = [.. Corpus.Of("en-u").Where((_, i) => i % 5 == 0).Take(200)];
        LabelledQuery[] others = [.. Corpus.Of("en-h")];
        Model adapted = Model.Load(ModelAdapter.Adapt(Shipped, own, new AdaptationOptions()));
        foreach (Dimension dimension in Enum.GetValues<Dimension>())
        {
            double before = Kappa(Model.Embedded, others, dimension);
            double after = Kappa(adapted, others, dimension);
            Assert.True(after >= before - 0.05, $"{dimension}: {before:F3} before, {after:F3} after");
        }
    }

    [Theory]
    [InlineData("human please")]
    [InlineData("live agent")]
    [InlineData("real person")]
    public void Adapt_LinesThatAskForAPerson_KeepTheWish(string phrase)
    {
        LabelledQuery[] lines = [.. Enumerable.Range(0, 8).Select(i => Line($"case {i}, {phrase}", Level.High))];
        Model adapted = Model.Load(ModelAdapter.Adapt(Shipped, lines, new AdaptationOptions()));
        Assert.True(Severity(adapted, phrase) > Severity(Model.Embedded, phrase));
        Assert.Equal(new TextSpan(0, phrase.Length), Wish(adapted, phrase));
    }

    [Fact]
    public void Adapt_NoLines_SaysWhatItExpected() =>
        Assert.Contains(
            "at least one line",
            Assert.Throws<ArgumentException>(() => ModelAdapter.Adapt(Shipped, [], new AdaptationOptions())).Message,
            StringComparison.Ordinal);

    private static LabelledQuery Line(string text, Level severity) =>
        new(
            text,
            null,
            [Level.Medium, severity, Level.Medium],
            Job.WorkAround,
            null,
            Workflow.IssueResolution,
            Language.English,
            "own",
            1);

    private static float Severity(Model model, string text)
    {
        new Scorer(model).Score(text, Answers.None, model.DefaultPolicy, out Score score);
        return score.Dimensions[Dimension.Severity].Value;
    }

    private static TextSpan Wish(Model model, string text)
    {
        new Scorer(model).Score(text, Answers.None, model.DefaultPolicy, out Score score);
        return score.PersonWish;
    }

    private static double Kappa(Model model, IEnumerable<LabelledQuery> queries, Dimension dimension)
    {
        Scorer scorer = new(model);
        ConfusionMatrix matrix = new();
        foreach (LabelledQuery query in queries)
        {
            scorer.Score(query.Text, Answers.None, model.DefaultPolicy, out Score score);
            matrix.Add(query.Levels[(int)dimension], score[dimension]);
        }

        return matrix.Kappa;
    }
}
