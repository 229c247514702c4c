using System.Buffers.Binary;
using System.Security.Cryptography;
using Triage.Core.Scoring;

namespace Triage.Core.Tests.Scoring;

/// <summary>A model file that is not whole is refused at start; it never scores.</summary>
public sealed class ModelFileTests
{
    // Magic, length and characters of the corpus hash, then four numbers and the length offset.
    private const int IndexBitsAt = 8 + 1 + 64;
    private const int LengthOffsetAt = IndexBitsAt + (4 * sizeof(int));
    private const int UnitsAt = LengthOffsetAt + sizeof(float);

    private static readonly byte[] Whole = Model.EmbeddedFile();

    /// <remarks>What was read is given back to the system.</remarks>
    [Fact]
    public void EmbeddedFile_ReadAgain_IsTheSame() => Assert.Equal(Whole, Model.EmbeddedFile());

    [Fact]
    public void Load_WholeFile_HasTheShippedVersion() =>
        Assert.Equal(Model.Embedded.Version, Model.Load(Whole).Version);

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
        Assert.Contains(
            "checksum", Assert.Throws<ModelException>(() => Model.Load(damaged)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OtherFormat_NamesBothFormats()
    {
        byte[] other = [.. Whole];
        other[7] = (byte)'9';
        Assert.Equal(
            "model: expected format 01, got '09'", Assert.Throws<ModelException>(() => Model.Load(other)).Message);
    }

    [Fact]
    public void Load_RowsMissingUnderAValidChecksum_NamesTheCounts()
    {
        byte[] shorter = Whole[..^(32 + 64)];
        Assert.Contains(
            "rows", Assert.Throws<ModelException>(() => Model.Load(Signed(shorter))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("length offset", LengthOffsetAt)]
    [InlineData("units", UnitsAt)]
    [InlineData("bias", UnitsAt + (64 * sizeof(float)))]
    public void Load_NumberThatIsNoneUnderAValidChecksum_NamesTheField(string field, int offset)
    {
        byte[] content = [.. Whole[..^32]];
        BinaryPrimitives.WriteSingleLittleEndian(content.AsSpan(offset), float.NaN);
        Assert.Contains(
            field, Assert.Throws<ModelException>(() => Model.Load(Signed(content))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x0F)]
    [InlineData(0xFF)]
    public void Load_ImpossibleHashLengthUnderAValidChecksum_SaysSo(byte last)
    {
        byte[] content = [.. Whole[..^32]];
        new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, last }.CopyTo(content, 8);
        Assert.Contains(
            "header",
            Assert.Throws<ModelException>(() => Model.Load(Signed(content))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_IndexWithoutAnEmptySlot_SaysSo()
    {
        byte[] content = [.. Whole[..^32]];
        int indexBytes = sizeof(uint) << content[IndexBitsAt];
        int rowBytes = BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(IndexBitsAt + sizeof(int))) * 64;
        Span<byte> index = content.AsSpan(content.Length - rowBytes - indexBytes, indexBytes);
        for (int i = 0; i < indexBytes; i += sizeof(uint))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(index[i..], 1);
        }

        Assert.Contains(
            "slot", Assert.Throws<ModelException>(() => Model.Load(Signed(content))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AnotherKindOfFile_SaysWhatItExpected()
    {
        byte[] zip = new byte[64];
        BinaryPrimitives.WriteUInt32BigEndian(zip, 0x504B0304);
        Assert.Contains(
            "TRIAGE", Assert.Throws<ModelException>(() => Model.Load(zip)).Message, StringComparison.Ordinal);
    }

    private static byte[] Signed(byte[] content) => [.. content, .. SHA256.HashData(content)];
}
