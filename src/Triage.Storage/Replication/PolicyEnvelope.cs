using System.IO.Compression;
using System.Text;
using Triage.Storage.Policies;

namespace Triage.Storage.Replication;

/// <summary>A published policy as it is held in memory, in Redis and in the file of last good policies.</summary>
/// <remarks>
/// Little-endian: revision (int64), tenant and policy (strings), the head, a flag, and when it is set the candidate,
/// its share in percent (int32) and its shadow flag. A version: number (int32), model version (string), instant of
/// publishing (int64, ticks since year 1 UTC), bytes of the document and of its compressed form (two int32), and that
/// form: the document in UTF-8 by Brotli.
/// Strings as <see cref="BinaryWriter"/> writes them.
/// </remarks>
public sealed class PolicyEnvelope
{
    // Quality 5 is the first that looks for matches in context: a third of the bytes of 4, at the same speed.
    private const int BrotliQuality = 5;
    private const int BrotliWindow = 18;

    private PolicyEnvelope(PolicyKey key, long revision, byte[] bytes)
    {
        Key = key;
        Revision = revision;
        Bytes = bytes;
    }

    public PolicyKey Key { get; }

    /// <summary>Gets the revision: the greater one is the newer one.</summary>
    public long Revision { get; }

    internal byte[] Bytes { get; }

    /// <summary>Packs a published policy.</summary>
    public static PolicyEnvelope Pack(PublishedPolicy policy)
    {
        using MemoryStream buffer = new();
        using (BinaryWriter writer = new(buffer))
        {
            writer.Write(policy.Revision);
            writer.Write(policy.Key.Tenant);
            writer.Write(policy.Key.Policy);
            Write(writer, policy.Head);
            writer.Write(policy.Candidate is not null);
            if (policy.Candidate is Candidate candidate)
            {
                Write(writer, candidate.Version);
                writer.Write(candidate.Rollout.SharePercent);
                writer.Write(candidate.Rollout.IsShadow);
            }
        }

        return new PolicyEnvelope(policy.Key, policy.Revision, buffer.ToArray());
    }

    /// <summary>Unpacks the policy. Takes some hundred microseconds and no I/O.</summary>
    public PublishedPolicy Unpack()
    {
        using BinaryReader reader = new(new MemoryStream(Bytes, writable: false));
        ReadKey(reader, out _, out _);
        PublishedVersion head = ReadVersion(reader);
        Candidate? candidate = reader.ReadBoolean()
            ? new Candidate(ReadVersion(reader), new Rollout(reader.ReadInt32(), reader.ReadBoolean()))
            : null;
        return new PublishedPolicy(Key, Revision, head, candidate);
    }

    /// <summary>Takes packed bytes.</summary>
    /// <exception cref="InvalidDataException">They are not a packed policy.</exception>
    internal static PolicyEnvelope Of(byte[] bytes)
    {
        try
        {
            using BinaryReader reader = new(new MemoryStream(bytes, writable: false));
            ReadKey(reader, out PolicyKey key, out long revision);
            return new PolicyEnvelope(key, revision, bytes);
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException)
        {
            throw new InvalidDataException("policy envelope: cut short or damaged", e);
        }
    }

    private static void ReadKey(BinaryReader reader, out PolicyKey key, out long revision)
    {
        revision = reader.ReadInt64();
        key = new PolicyKey(reader.ReadString(), reader.ReadString());
    }

    private static void Write(BinaryWriter writer, PublishedVersion version)
    {
        byte[] document = Encoding.UTF8.GetBytes(version.Document);
        byte[] packed = new byte[BrotliEncoder.GetMaxCompressedLength(document.Length)];
        if (!BrotliEncoder.TryCompress(document, packed, out int length, BrotliQuality, BrotliWindow))
        {
            throw new InvalidOperationException("the bound of the compressed length is wrong");
        }

        writer.Write(version.Version);
        writer.Write(version.ModelVersion);
        writer.Write(version.PublishedAt.UtcTicks);
        writer.Write(document.Length);
        writer.Write(length);
        writer.Write(packed, 0, length);
    }

    private static PublishedVersion ReadVersion(BinaryReader reader)
    {
        int version = reader.ReadInt32();
        string model = reader.ReadString();
        DateTimeOffset publishedAt = new(reader.ReadInt64(), TimeSpan.Zero);
        byte[] document = new byte[reader.ReadInt32()];
        byte[] packed = reader.ReadBytes(reader.ReadInt32());
        return BrotliDecoder.TryDecompress(packed, document, out int length) && length == document.Length
            ? new PublishedVersion(version, model, publishedAt, Encoding.UTF8.GetString(document))
            : throw new InvalidDataException("policy envelope: the document is damaged");
    }
}
