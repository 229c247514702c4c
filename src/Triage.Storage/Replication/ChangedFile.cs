namespace Triage.Storage.Replication;

/// <summary>A local file that is replaced whole after changes, at most once a second.</summary>
/// <param name="path">Where it lies; its folder is made.</param>
/// <param name="mode">Who may read and write it, where the system knows such modes.</param>
/// <param name="time">The clock.</param>
internal sealed class ChangedFile(string path, UnixFileMode mode, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private bool _isChanged;

    /// <summary>Notes that the file is to be written.</summary>
    public void Change() => Volatile.Write(ref _isChanged, true);

    /// <summary>Writes the file after changes until cancelled, and then once more.</summary>
    /// <param name="write">Writes the content.</param>
    /// <param name="onFailed">Told when it could not be written.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task RunAsync(Action<Stream> write, Action<Exception> onFailed, CancellationToken cancellation)
    {
        bool isLast;
        do
        {
            isLast = cancellation.IsCancellationRequested;
            if (Interlocked.Exchange(ref _isChanged, false))
            {
                try
                {
                    Replace(write);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    onFailed(e);
                }
            }

            await Task.Delay(Pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        while (!isLast);
    }

    private void Replace(Action<Stream> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string next = $"{path}.{Environment.ProcessId}.tmp";
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using (FileStream file = new(next, options))
        {
            write(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}
