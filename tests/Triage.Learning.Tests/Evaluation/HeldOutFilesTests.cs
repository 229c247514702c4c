using Triage.Learning.Evaluation;
using Triage.Learning.Training;
using Triage.Storage.Tests.Support;
using Xunit;

namespace Triage.Learning.Tests.Evaluation;

public sealed class HeldOutFilesTests : IDisposable
{
    private static readonly TrainingOptions Fast = new() { Epochs = 1, Seeds = 1, Folds = 2 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Score_OneByOne_EachNaturalEnglishLineOnceByAModelWithoutItsFile()
    {
        TrainingData data = SmallCorpus();

        IReadOnlyList<ScoredQuery> scored = HeldOutFiles.Score(
            data, HeldOutFiles.OneByOne(data), Fast, null, TestContext.Current.CancellationToken);

        Assert.Equal(
            data.Queries.Where(query => query.File is "en-f" or "en-g"), scored.Select(line => line.Query));
        IReadOnlyList<ScoredQuery> seen = ScoredQuery.ScoreAll(
            scored.Select(line => line.Query), Core.Scoring.Model.Load(ModelTrainer.Train(data, Fast)));
        Assert.NotEqual(
            seen.Select(line => line.Score.Dimensions[0].Value), scored.Select(line => line.Score.Dimensions[0].Value));
    }

    [Fact]
    public void InGroups_NaturalFilesOfAllLanguages_EachInOneGroup()
    {
        IReadOnlyList<IReadOnlyList<string>> groups = HeldOutFiles.InGroups(SmallCorpus(), 2);

        Assert.Equal(["en-f", "ko-b"], groups[0]);
        Assert.Equal(["en-g"], groups[1]);
    }

    private TrainingData SmallCorpus()
    {
        foreach (string name in new[] { "en-a", "en-f", "en-g", "ko-b" })
        {
            IEnumerable<string> lines = File.ReadLines(Path.Combine(Corpus.Folder, name + ".tsv")).Take(150);
            _folder.Write(name + ".tsv", string.Join('\n', lines));
        }

        _folder.Write("lexicon/none.tsv", "");
        _folder.Write("person/none.tsv", "");
        _folder.Write("side/none.tsv", "");
        return TrainingData.Read(_folder.Path);
    }
}
