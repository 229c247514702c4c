using Triage.Storage.Keys;

namespace Triage.Storage.Replication;

/// <summary>Tells the replicas of a change of keys from a process that is none itself.</summary>
public static class KeyMessenger
{
    /// <summary>Tells of a key that was changed in the database.</summary>
    /// <param name="redis">As StackExchange.Redis reads it.</param>
    /// <param name="key">The key as it is now.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns><see langword="false"/> when Redis does not answer: replicas then hear of it from the
    /// database.</returns>
    public static async Task<bool> TryTellAsync(string redis, ApiKey key, CancellationToken cancellation)
    {
        try
        {
            await using RedisSession session = await RedisSession.OpenAsync(redis, _ => { }, _ => { }, cancellation);
            await session.TellOfKeysAsync(KeyNews.Message(key), cancellation);
            return true;
        }
        catch (Exception e) when (RedisConnection.IsOutage(e) && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
