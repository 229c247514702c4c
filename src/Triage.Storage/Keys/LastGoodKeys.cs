using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Triage.Storage.Keys;

/// <summary>The last known keys in a local file: what a replica starts from while the database is down.</summary>
/// <remarks>JSON, hashes and no secrets, readable for the service's user only; replaced whole, at most once a
/// second.</remarks>
public sealed partial class LastGoodKeys : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly JsonSerializerOptions Strict =
        new() { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    private readonly string _path;
    private readonly IKeySink _keys;
    private readonly TimeProvider _time;
    private readonly ILogger<LastGoodKeys> _logger;
    private bool _isChanged;

    public LastGoodKeys(string path, IKeySink keys, TimeProvider time, ILogger<LastGoodKeys> logger)
    {
        _path = path;
        _keys = keys;
        _time = time;
        _logger = logger;
        Load();
        keys.Changed += OnChanged;
    }

    /// <summary>Writes the file after changes until cancelled, and then once more.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        bool isLast;
        do
        {
            isLast = cancellation.IsCancellationRequested;
            if (Interlocked.Exchange(ref _isChanged, false))
            {
                Save();
            }

            await Task.Delay(Pause, _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        while (!isLast);
    }

    public void Dispose() => _keys.Changed -= OnChanged;

    private void OnChanged(object? sender, EventArgs e) => Volatile.Write(ref _isChanged, true);

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

    private void Save()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_path))!);
            string next = $"{_path}.{Environment.ProcessId}.tmp";
            FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (FileStream file = new(next, options))
            {
                JsonSerializer.Serialize(file, _keys.All);
                file.Flush(flushToDisk: true);
            }

            File.Move(next, _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotWritten(_logger, e, _path);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2041, LogLevel.Warning, "The file of last known keys {Path} cannot be read.",
            EventName = nameof(NotRead))]
        public static partial void NotRead(ILogger logger, Exception e, string path);

        [LoggerMessage(2042, LogLevel.Warning, "The file of last known keys {Path} cannot be written.",
            EventName = nameof(NotWritten))]
        public static partial void NotWritten(ILogger logger, Exception e, string path);
    }
}
