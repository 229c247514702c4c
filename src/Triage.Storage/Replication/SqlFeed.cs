using System.Data.Common;
using Microsoft.Extensions.Logging;
using Triage.Storage.Keys;
using Triage.Storage.Policies;
using Triage.Storage.Sql;

namespace Triage.Storage.Replication;

/// <summary>Brings published policies and API keys from the database to the replica: one cheap question every half
/// second, and at once when it is woken.</summary>
public sealed partial class SqlFeed(
    SqlDatabase database,
    PolicyStore store,
    KeyStore keyStore,
    IPolicySink replica,
    IKeySink keys,
    SourceHealth health,
    TimeProvider time,
    ILogger<SqlFeed> logger) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // A server that was stopped holds its connections open and never answers.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _wake = new(0, 1);
    private long _seen = -1;
    private bool _isMigrated;
    private bool _isDown;

    /// <summary>Follows the database until cancelled, whether it is there or not.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            bound.CancelAfter(Patience);
            try
            {
                await PollAsync(bound.Token).WaitAsync(Patience, time, cancellation);
                health.Confirm(PolicySource.Sql);
                if (_isDown)
                {
                    _isDown = false;
                    Log.Back(logger);
                }
            }
            catch (Exception e) when (IsOutage(e))
            {
                if (!_isDown && !cancellation.IsCancellationRequested)
                {
                    _isDown = true;
                    Log.Down(logger, e.Message);
                }
            }

            Task next = _wake.WaitAsync(Interval, cancellation);
            await next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Has the database asked at once.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else woke it.
        }
    }

    public void Dispose() => _wake.Dispose();

    internal static bool IsOutage(Exception e) =>
        e is DbException or TimeoutException or IOException or OperationCanceledException or UnauthorizedAccessException
            or InvalidOperationException or System.Net.Sockets.SocketException;

    private async Task PollAsync(CancellationToken cancellation)
    {
        if (!_isMigrated)
        {
            await Migrator.MigrateAsync(database, cancellation);
            _isMigrated = true;
        }

        long revision = await store.GetRevisionAsync(cancellation);
        if (revision == _seen)
        {
            return;
        }

        // A smaller revision is another database: read it whole; what is older than what is held is not taken.
        foreach (PublishedPolicy policy in await store.GetPublishedSinceAsync(
            revision < _seen ? 0 : _seen, cancellation))
        {
            replica.Offer(PolicyEnvelope.Pack(policy), PolicySource.Sql);
        }

        foreach (ApiKey key in await keyStore.GetChangedSinceAsync(revision < _seen ? -1 : _seen, cancellation))
        {
            keys.Offer(key);
        }

        keys.MarkLoaded();
        _seen = revision;
    }

    private static partial class Log
    {
        [LoggerMessage(2011, LogLevel.Warning, "The policy database does not answer ({Reason}). What is held in memory "
            + "goes on deciding.", EventName = nameof(Down))]
        public static partial void Down(ILogger logger, string reason);

        [LoggerMessage(2012, LogLevel.Information, "The policy database answers again.", EventName = nameof(Back))]
        public static partial void Back(ILogger logger);
    }
}
