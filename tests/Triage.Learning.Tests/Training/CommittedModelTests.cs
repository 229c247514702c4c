using Triage.Core.Scoring;
using Triage.Learning.Training;
using Xunit;

namespace Triage.Learning.Tests.Training;

/// <summary>The model that the product ships with is what its own corpus makes of it.</summary>
public sealed class CommittedModelTests
{
    [Fact]
    public void CorpusHash_OfTheShippedModel_IsThatOfTheCorpusInTheRepository() =>
        Assert.Equal(TrainingData.Read(Corpus.Folder).Hash, Model.Embedded.CorpusHash);

    [Fact]
    public void Train_CorpusInTheRepository_GivesTheShippedModelByteForByte()
    {
        byte[] trained = ModelTrainer.Train(TrainingData.Read(Corpus.Folder), new TrainingOptions());
        Assert.Equal(ShippedBytes(), trained);
    }

    [Fact]
    public void ShippedModel_Size_AtMost8MiB() => Assert.InRange(ShippedBytes().Length, 1, 8 * 1_024 * 1_024);

    private static byte[] ShippedBytes()
    {
        using Stream stream = typeof(Model).Assembly.GetManifestResourceStream("model.bin")!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
