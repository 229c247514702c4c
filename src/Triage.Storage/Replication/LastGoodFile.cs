using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Triage.Storage.Replication;

/// <summary>The last good policies in a local file: what a replica starts from while database and Redis are
/// down.</summary>
/// <remarks>
/// The file: eight bytes <c>TRIAGE01</c>; for each policy its length (int32, little-endian) and its envelope; at the
/// end the SHA-256 of all before. It is replaced whole, at most once a second.
/// </remarks>
public sealed partial class LastGoodFile : IDisposable
{
    private readonly string _path;
    private readonly IPolicySink _replica;
    private readonly SourceHealth _health;
    private readonly ChangedFile _file;
    private readonly ILogger<LastGoodFile> _logger;

    public LastGoodFile(
        string path, IPolicySink replica, SourceHealth health, TimeProvider time, ILogger<LastGoodFile> logger)
    {
        _path = path;
        _replica = replica;
        _health = health;
        _file = new ChangedFile(
            path,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            time);
        _logger = logger;
        replica.Replaced += OnReplaced;
    }

    private static ReadOnlySpan<byte> Magic => "TRIAGE01"u8;

    /// <summary>Offers what the file holds to the replica; a missing or damaged file holds nothing.</summary>
    public void Load()
    {
        try
        {
            if (File.Exists(_path))
            {
                Read(File.ReadAllBytes(_path));
                _health.MarkLoaded();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Log.NotRead(_logger, e, _path);
        }
    }

    /// <summary>Writes the file after changes until cancelled, and then once more.</summary>
    public Task RunAsync(CancellationToken cancellation) =>
        _file.RunAsync(Write, e => Log.NotWritten(_logger, e, _path), cancellation);

    public void Dispose() => _replica.Replaced -= OnReplaced;

    private void OnReplaced(object? sender, PolicyReplacedEventArgs replaced)
    {
        if (replaced.Source != PolicySource.File)
        {
            _file.Change();
        }
    }

    private void Write(Stream file)
    {
        using MemoryStream content = new();
        content.Write(Magic);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (PolicyEnvelope envelope in _replica.All)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, envelope.Bytes.Length);
            content.Write(length);
            content.Write(envelope.Bytes);
        }

        content.Write(SHA256.HashData(content.GetBuffer().AsSpan(0, (int)content.Length)));
        content.WriteTo(file);
    }

    private void Read(byte[] content)
    {
        int end = content.Length - SHA256.HashSizeInBytes;
        if (end < Magic.Length || !content.AsSpan().StartsWith(Magic)
            || !SHA256.HashData(content.AsSpan(0, end)).AsSpan().SequenceEqual(content.AsSpan(end)))
        {
            throw new InvalidDataException("expected a whole file of policies, got a damaged one");
        }

        for (int at = Magic.Length; at < end;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(at));
            at += sizeof(int);
            _replica.Offer(PolicyEnvelope.Of(content[at..(at + length)]), PolicySource.File);
            at += length;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2021, LogLevel.Error, "The last good policies could not be read from {Path}.",
            EventName = nameof(NotRead))]
        public static partial void NotRead(ILogger logger, Exception e, string path);

        [LoggerMessage(2022, LogLevel.Error, "The last good policies could not be written to {Path}.",
            EventName = nameof(NotWritten))]
        public static partial void NotWritten(ILogger logger, Exception e, string path);
    }
}
