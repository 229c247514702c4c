using System.Buffers.Binary;
using System.Security.Cryptography;
using Triage.Core.Scoring;

namespace Triage.Core.Tests.Scoring;

/// <summary>A model file that is not whole is refused at start; it never scores.</summary>
public sealed class ModelFileTests
{
    private static readonly byte[] Whole = Model.EmbeddedFile();

    [Fact]
    public void Load_WholeFile_HasTheShippedVersion() => Assert.Equal(Model.Embedded.Version, Model.Load(Whole).Version);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(1_000)]
    public void Load_CutOff_SaysSo(int length)
    {
        ModelException fault = Assert.Throws<ModelException>(() => Model.Load(Whole.AsSpan(0, length)));
        Assert.StartsWith("model: expected", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_LastByteMissing_NamesTheChecksum()
    {
        ModelException fault = Assert.Throws<ModelException>(() => Model.Load(Whole.AsSpan(0, Whole.Length - 1)));
        Assert.Contains("checksum", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OneBitTurned_NamesTheChecksum()
    {
        byte[] damaged = [.. Whole];
        damaged[damaged.Length / 2] ^= 1;
        Assert.Contains("checksum", Assert.Throws<ModelException>(() => Model.Load(damaged)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OtherFormat_NamesBothFormats()
    {
        byte[] other = [.. Whole];
        other[7] = (byte)'9';
        Assert.Equal("model: expected format 01, got '09'", Assert.Throws<ModelException>(() => Model.Load(other)).Message);
    }

    [Fact]
    public void Load_RowsMissingUnderAValidChecksum_NamesTheCounts()
    {
        byte[] shorter = Whole[..^(32 + 64)];
        byte[] signed = [.. shorter, .. SHA256.HashData(shorter)];
        Assert.Contains("rows", Assert.Throws<ModelException>(() => Model.Load(signed)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AnotherKindOfFile_SaysWhatItExpected()
    {
        byte[] zip = new byte[64];
        BinaryPrimitives.WriteUInt32BigEndian(zip, 0x504B0304);
        Assert.Contains("TRIAGE", Assert.Throws<ModelException>(() => Model.Load(zip)).Message, StringComparison.Ordinal);
    }
}
