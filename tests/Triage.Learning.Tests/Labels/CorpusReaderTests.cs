using Triage.Core.Scoring;
using Triage.Learning.Labels;
using Triage.Storage.Tests.Support;
using Xunit;

namespace Triage.Learning.Tests.Labels;

public sealed class CorpusReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_GoodLines_EveryFieldIsRead()
    {
        string file = _folder.Write(
            "en-z.tsv",
            "Where is it?\t000110000000\t010\tconfirm,vent\torder\nどこですか\t-\t000\tconfirm\torder\tja\n");
        IReadOnlyList<LabelledQuery> queries = CorpusReader.Read([file]);
        Assert.Equal(2, queries.Count);
        Assert.Equal(Level.Medium, queries[0].Criteria![(int)Criterion.Urgency]);
        Assert.Equal([Level.Low, Level.Medium, Level.Low], queries[0].Levels);
        Assert.Equal((Job.Confirm, Job.Vent), (queries[0].MainJob, queries[0].SecondJob));
        Assert.Equal((Workflow.Order, Language.English), (queries[0].Workflow, queries[0].Language));
        Assert.Equal(("en-z", 2), (queries[1].File, queries[1].Line));
        Assert.Null(queries[1].Criteria);
        Assert.Equal(Language.Japanese, queries[1].Language);
    }

    [Theory]
    [InlineData("Where is it?\t-\t000\tconfirm", "fields")]
    [InlineData(" \t-\t000\tconfirm\torder", "text")]
    [InlineData("a\t00000000000\t000\tconfirm\torder", "criteria")]
    [InlineData("a\t000000000003\t000\tconfirm\torder", "criteria")]
    [InlineData("a\t-\t003\tconfirm\torder", "levels")]
    [InlineData("a\t-\t000\tchat\torder", "jobs")]
    [InlineData("a\t-\t000\tconfirm,confirm\torder", "jobs")]
    [InlineData("a\t-\t000\tconfirm\tshop", "workflow")]
    [InlineData("a\t-\t000\tconfirm\torder\txx", "language")]
    public void Read_FaultyField_NamedWithFileAndLine(string line, string field)
    {
        string file = _folder.Write("en.tsv", "first\t-\t000\tconfirm\torder\n" + line + "\n");
        CorpusException faulty = Assert.Throws<CorpusException>(() => CorpusReader.Read([file]));
        CorpusFault fault = Assert.Single(faulty.Faults);
        Assert.Equal((file, 2), (fault.File, fault.Line));
        Assert.StartsWith(field + ": expected ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LineTwice_FaultNamesTheFirst()
    {
        const string line = "again\t-\t000\tconfirm\torder\n";
        string file = _folder.Write("en.tsv", line + line);
        CorpusException faulty = Assert.Throws<CorpusException>(() => CorpusReader.Read([file]));
        Assert.Contains($"{file}:1", Assert.Single(faulty.Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OtherEncoding_FaultSaysSo()
    {
        string file = _folder.Write("de.tsv", [.. "Gr"u8, 0xFC, 0xDF, .. "e\t-\t000\tconfirm\torder\n"u8]);
        CorpusException faulty = Assert.Throws<CorpusException>(() => CorpusReader.Read([file]));
        Assert.StartsWith("encoding: expected UTF-8", Assert.Single(faulty.Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManyFaults_AllAreNamed()
    {
        string file = _folder.Write("en.tsv", "one\ntwo\t-\t9\tconfirm\torder\n");
        CorpusException faulty = Assert.Throws<CorpusException>(() => CorpusReader.Read([file]));
        Assert.Equal([1, 2], faulty.Faults.Select(fault => fault.Line));
    }
}
