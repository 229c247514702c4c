namespace Triage.Storage.Keys;

/// <summary>News of API keys, from this replica to all others and from them to this one.</summary>
/// <param name="keys">The keys of this replica.</param>
/// <param name="ask">Has the database asked at once.</param>
public sealed class KeyNews(IKeySink keys, Action ask)
{
    private const string Changed = "changed";
    private const string RevokedPrefix = "revoked ";

    /// <summary>Raised with each message for the other replicas.</summary>
    public event EventHandler<KeyNewsEventArgs>? Told;

    /// <summary>Takes a key that was just changed here, and tells the others.</summary>
    public void Tell(ApiKey key)
    {
        keys.Offer(key);
        Told?.Invoke(this, new KeyNewsEventArgs(Message(key)));
    }

    /// <summary>Takes a message of another replica.</summary>
    public void Hear(string message)
    {
        if (message.StartsWith(RevokedPrefix, StringComparison.Ordinal))
        {
            keys.Revoke(message[RevokedPrefix.Length..]);
        }

        ask();
    }

    internal static string Message(ApiKey key) => key.RevokedAt is null ? Changed : $"{RevokedPrefix}{key.Id}";
}
