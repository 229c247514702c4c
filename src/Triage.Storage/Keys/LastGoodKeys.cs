using System.Text.Json;
using Microsoft.Extensions.Logging;
using Triage.Storage.Replication;

namespace Triage.Storage.Keys;

/// <summary>The last known keys in a local file: what a replica starts from while the database is down.</summary>
/// <remarks>JSON, hashes and no secrets, readable for the service's user only; replaced whole, at most once a
/// second.</remarks>
public sealed partial class LastGoodKeys : IDisposable
{
    private static readonly JsonSerializerOptions Strict =
        new() { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    private readonly string _path;
    private readonly IKeySink _keys;
    private readonly ChangedFile _file;
    private readonly ILogger<LastGoodKeys> _logger;

    public LastGoodKeys(string path, IKeySink keys, TimeProvider time, ILogger<LastGoodKeys> logger)
    {
        _path = path;
        _keys = keys;
        _file = new ChangedFile(path, UnixFileMode.UserRead | UnixFileMode.UserWrite, time);
        _logger = logger;
        Load();
        keys.Changed += OnChanged;
    }

    /// <summary>Writes the file after changes until cancelled, and then once more.</summary>
    public Task RunAsync(CancellationToken cancellation) => _file.RunAsync(
        file => JsonSerializer.Serialize(file, _keys.All), e => Log.NotWritten(_logger, e, _path), cancellation);

    public void Dispose() => _keys.Changed -= OnChanged;

    private void OnChanged(object? sender, EventArgs e) => _file.Change();

    private void Load()
    {
        try
        {
            if (File.Exists(_path)
                && JsonSerializer.Deserialize<ApiKey[]>(File.ReadAllBytes(_path), Strict) is { } held)
            {
                Array.ForEach(held, _keys.Offer);
                _keys.MarkLoaded();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            Log.NotRead(_logger, e, _path);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2051, LogLevel.Error, "The last known keys could not be read from {Path}.",
            EventName = nameof(NotRead))]
        public static partial void NotRead(ILogger logger, Exception e, string path);

        [LoggerMessage(2052, LogLevel.Error, "The last known keys could not be written to {Path}.",
            EventName = nameof(NotWritten))]
        public static partial void NotWritten(ILogger logger, Exception e, string path);
    }
}
