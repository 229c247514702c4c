using System.Diagnostics;
using Triage.Learning.Training;
using Xunit;

namespace Triage.Learning.Tests.Training;

/// <summary>Runs alone: it measures time.</summary>
[CollectionDefinition(nameof(TrainingTimeTests), DisableParallelization = true)]
[Collection(nameof(TrainingTimeTests))]
public sealed class TrainingTimeTests
{
    [Fact]
    public void Train_CorpusInTheRepository_AtMost60Seconds()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("TRIAGE_LONG") == "1", "a long test: tests/run --long");
        long start = Stopwatch.GetTimestamp();

        // It uses two cores, however many there are.
        ModelTrainer.Train(TrainingData.Read(Corpus.Folder), new TrainingOptions());

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }
}
