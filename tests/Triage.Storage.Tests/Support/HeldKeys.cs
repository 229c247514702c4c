using System.Collections.Concurrent;
using Triage.Storage.Keys;

namespace Triage.Storage.Tests.Support;

/// <summary>The keys of a replica, as it was told of them.</summary>
internal sealed class HeldKeys : IKeySink
{
    private readonly ConcurrentDictionary<string, ApiKey> _held = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _revoked = new(StringComparer.Ordinal);

    public event EventHandler? Changed;

    public IEnumerable<ApiKey> All => _held.Values;

    public bool IsLoaded { get; private set; }

    public ApiKey? Find(string id) => _held.GetValueOrDefault(id);

    public bool IsRefused(string id) => _revoked.ContainsKey(id) || Find(id)?.RevokedAt is not null;

    public void Offer(ApiKey key)
    {
        _held[key.Id] = key;
        Changed?.Invoke(this, EventArgs.Empty);
    }

    public void Revoke(string id) => _revoked[id] = true;

    public void MarkLoaded() => IsLoaded = true;
}
