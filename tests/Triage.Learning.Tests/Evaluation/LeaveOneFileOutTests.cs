using Triage.Learning.Evaluation;
using Triage.Learning.Training;
using Xunit;

namespace Triage.Learning.Tests.Evaluation;

public sealed class LeaveOneFileOutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Score_SmallCorpus_EachNaturalEnglishLineOnceByAModelWithoutItsFile()
    {
        foreach (string name in new[] { "en-a", "en-f", "en-g", "ko-b" })
        {
            IEnumerable<string> lines = File.ReadLines(Path.Combine(Corpus.Folder, name + ".tsv")).Take(150);
            _folder.Write(name + ".tsv", string.Join('\n', lines));
        }

        _folder.Write("lexicon/none.tsv", "");
        _folder.Write("person/none.tsv", "");
        _folder.Write("side/none.tsv", "");
        TrainingData data = TrainingData.Read(_folder.Path);
        TrainingOptions fast = new() { Epochs = 1, Seeds = 1, Folds = 2 };

        IReadOnlyList<ScoredQuery> scored = LeaveOneFileOut.Score(data, fast, null, TestContext.Current.CancellationToken);

        Assert.Equal(
            data.Queries.Where(query => query.File is "en-f" or "en-g"), scored.Select(line => line.Query));
        IReadOnlyList<ScoredQuery> seen = ScoredQuery.ScoreAll(
            scored.Select(line => line.Query), Core.Scoring.Model.Load(ModelTrainer.Train(data, fast)));
        Assert.NotEqual(seen.Select(line => line.Score.Dimensions[0].Value), scored.Select(line => line.Score.Dimensions[0].Value));
    }
}
