using System.Text;

namespace Triage.Core.Scoring;

/// <summary>What stands before the index and the rows of a model file.</summary>
internal sealed record ModelHeader
{
    public const string Format = "01";

    private const int MaxIndexBits = 24;

    public static ReadOnlySpan<byte> Magic => "TRIAGE01"u8;

    /// <summary>SHA-256 of the corpus and the lexicon, in hexadecimal.</summary>
    public required string CorpusHash { get; init; }

    /// <summary>Entries of the index, a power of two.</summary>
    public required int IndexLength { get; init; }

    /// <summary>Rows; row 0 is all zeros and stands for sequences that only begin longer ones.</summary>
    public required int RowCount { get; init; }

    /// <summary>Rows from 1 to here (exclusive) belong to expressions that ask for a person.</summary>
    public required int WishRowEnd { get; init; }

    /// <summary>Rows from <see cref="WishRowEnd"/> to here (exclusive) belong to expressions that only look like
    /// it.</summary>
    public required int NoWishRowEnd { get; init; }

    /// <summary>Tokens added to a text's length before the root by which sums are divided.</summary>
    public required float LengthOffset { get; init; }

    /// <summary>What one unit of a row's weight is worth, for each head.</summary>
    public required float[] Units { get; init; }

    /// <summary>What every text starts from, for each head.</summary>
    public required float[] Bias { get; init; }

    /// <summary>The scoring policy that was fitted with the weights.</summary>
    public required ScoringPolicy DefaultPolicy { get; init; }

    /// <summary>Reads a header and moves on behind it.</summary>
    /// <exception cref="ModelException">It is cut off or holds impossible values.</exception>
    public static ModelHeader Read(ref ReadOnlySpan<byte> content)
    {
        using MemoryStream stream = new(content.ToArray());
        using BinaryReader reader = new(stream, Encoding.UTF8);
        try
        {
            ModelHeader header = new()
            {
                CorpusHash = reader.ReadString(),
                IndexLength = 1 << Require(reader.ReadInt32(), 1, MaxIndexBits, "index bits"),
                RowCount = Require(reader.ReadInt32(), 1, 1 << Model.RowBits, "rows"),
                WishRowEnd = reader.ReadInt32(),
                NoWishRowEnd = reader.ReadInt32(),
                LengthOffset = RequirePositive(reader.ReadSingle(), "length offset"),
                Units = ReadHeads(reader, "units"),
                Bias = ReadHeads(reader, "bias"),
                DefaultPolicy =
                    new ScoringPolicy([.. Enum.GetValues<Dimension>().Select(d => ReadDimension(reader, d))]),
            };
            content = content[(int)stream.Position..];
            return header;
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException)
        {
            throw new ModelException($"model: expected a whole header, got a faulty one ({e.Message})");
        }
    }

    /// <summary>Writes the header as <see cref="Read"/> reads it.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(CorpusHash);
        writer.Write(System.Numerics.BitOperations.Log2((uint)IndexLength));
        writer.Write(RowCount);
        writer.Write(WishRowEnd);
        writer.Write(NoWishRowEnd);
        writer.Write(LengthOffset);
        WriteAll(writer, Units);
        WriteAll(writer, Bias);
        foreach (Dimension dimension in Enum.GetValues<Dimension>())
        {
            WriteDimension(writer, DefaultPolicy[dimension]);
        }
    }

    private static int Require(int value, int least, int most, string what) => value >= least && value <= most
        ? value
        : throw new ModelException($"model: expected {what} in {least}..{most}, got {value}");

    private static float RequirePositive(float value, string what) => float.IsFinite(value) && value > 0
        ? value
        : throw new ModelException($"model: expected a finite {what} above 0, got {value}");

    private static float[] ReadHeads(BinaryReader reader, string what)
    {
        float[] values = new float[Heads.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = reader.ReadSingle();
            if (!float.IsFinite(values[i]))
            {
                throw new ModelException($"model: expected finite {what}, got {values[i]}");
            }
        }

        return values;
    }

    private static DimensionPolicy ReadDimension(BinaryReader reader, Dimension dimension)
    {
        int count = DimensionPolicy.CriteriaOf(dimension);
        float lowCut = reader.ReadSingle();
        float highCut = reader.ReadSingle();
        Doubt doubt = new(reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle());
        float[] weights = new float[count];
        bool[] decisive = new bool[count];
        for (int i = 0; i < count; i++)
        {
            weights[i] = reader.ReadSingle();
            decisive[i] = reader.ReadBoolean();
        }

        return new DimensionPolicy(dimension, lowCut, highCut, weights, decisive, doubt);
    }

    private static void WriteDimension(BinaryWriter writer, DimensionPolicy policy)
    {
        Doubt doubt = policy.Doubt;
        WriteAll(writer, [policy.LowCut, policy.HighCut]);
        WriteAll(writer, [doubt.InferredSlope, doubt.AnsweredSlope, doubt.LowMargin, doubt.HighMargin]);
        Criterion first = DimensionPolicy.FirstCriterion(policy.Dimension);
        for (int i = 0; i < DimensionPolicy.CriteriaOf(policy.Dimension); i++)
        {
            Criterion criterion = (Criterion)((int)first + i);
            writer.Write(policy.Weight(criterion));
            writer.Write(policy.IsDecisive(criterion));
        }
    }

    private static void WriteAll(BinaryWriter writer, float[] values)
    {
        foreach (float value in values)
        {
            writer.Write(value);
        }
    }
}
