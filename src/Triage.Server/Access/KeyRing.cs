using System.Collections.Concurrent;
using System.Collections.Frozen;
using Triage.Storage.Keys;

namespace Triage.Server.Access;

/// <summary>All API keys in memory, and the callers that they stand for. Safe for any thread.</summary>
internal sealed class KeyRing : IKeySink
{
    private readonly ConcurrentDictionary<string, Held> _held = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Held>.AlternateLookup<ReadOnlySpan<char>> _byId;
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LimitBook _limits;
    private readonly TimeProvider _time;
    private FrozenSet<string> _origins = [];

    public KeyRing(LimitBook limits, TimeProvider time)
    {
        _limits = limits;
        _time = time;
        _byId = _held.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public event EventHandler? Changed;

    public IEnumerable<ApiKey> All => _held.Values.Select(held => held.Key);

    /// <summary>Gets the task that ends once some source told which keys there are.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>Finds the caller that a key stands for. Allocates 0 B.</summary>
    /// <param name="text">What was presented.</param>
    /// <param name="origin">Origin of the page that calls; empty when none does.</param>
    /// <param name="caller">The caller, when there is no refusal.</param>
    /// <returns>Why not; null when the key is good.</returns>
    public AccessRefusal? Authenticate(ReadOnlySpan<char> text, string origin, out CallerContext? caller)
    {
        caller = null;
        if (!KeySecret.TryParse(text, out ReadOnlySpan<char> id, out ReadOnlySpan<char> secret))
        {
            return AccessRefusal.Malformed;
        }

        if (!_byId.TryGetValue(id, out Held? held) || !held.Key.Hash.Matches(secret))
        {
            return _loaded.Task.IsCompleted ? AccessRefusal.UnknownKey : AccessRefusal.NotLoaded;
        }

        if (!held.Key.IsGoodAt(_time.GetUtcNow()))
        {
            return held.Key.RevokedAt is null ? AccessRefusal.ExpiredKey : AccessRefusal.RevokedKey;
        }

        if (held.Origins is not null && !held.Origins.Contains(origin))
        {
            return AccessRefusal.Origin;
        }

        caller = held.Caller;
        return null;
    }

    /// <summary>Tells whether some widget's key may be used by pages of an origin.</summary>
    public bool IsKnownOrigin(string origin) => Volatile.Read(ref _origins).Contains(origin);

    public void Offer(ApiKey key)
    {
        Held held = _held.AddOrUpdate(
            key.Id,
            static (_, offer) => new Held(offer.Key, offer.Limits),
            static (_, held, offer) => offer.Key.Revision > held.Key.Revision ? held.With(offer.Key) : held,
            (Key: key, Limits: _limits));
        if (ReferenceEquals(held.Key, key))
        {
            held.EndWithKey(_time.GetUtcNow());
            OnChanged();
        }
    }

    public void Revoke(string id)
    {
        if (_held.TryGetValue(id, out Held? held) && held.Key.RevokedAt is null
            && held.With(held.Key with { RevokedAt = _time.GetUtcNow() }) is var revoked
            && _held.TryUpdate(id, revoked, held))
        {
            revoked.EndWithKey(_time.GetUtcNow());
            OnChanged();
        }
    }

    public void MarkLoaded() => _loaded.TrySetResult();

    private void OnChanged()
    {
        DateTimeOffset now = _time.GetUtcNow();
        FrozenSet<string> origins = _held.Values
            .Where(held => held.Origins is not null && held.Key.IsGoodAt(now))
            .SelectMany(held => held.Origins!)
            .ToFrozenSet(StringComparer.Ordinal);
        Volatile.Write(ref _origins, origins);
        Changed?.Invoke(this, EventArgs.Empty);
    }

    private sealed class Held
    {
        private readonly CancellationTokenSource _ended;

        public Held(ApiKey key, LimitBook limits)
            : this(key, limits, new CancellationTokenSource())
        {
        }

        private Held(ApiKey key, LimitBook limits, CancellationTokenSource ended)
            : this(
                key,
                new CallerContext(
                    key.Grant.Tenant,
                    key.Grant.Name,
                    key.Grant.Role,
                    limits.For(key.Grant.Tenant, key.Grant.Role, key.Grant.RequestsPerSecond, key.Grant.Concurrency))
                {
                    Ended = ended.Token,
                },
                key.Grant.Role == Roles.Widget ? key.Grant.OriginList.ToFrozenSet(StringComparer.Ordinal) : null,
                ended)
        {
        }

        private Held(ApiKey key, CallerContext caller, FrozenSet<string>? origins, CancellationTokenSource ended) =>
            (Key, Caller, Origins, _ended) = (key, caller, origins, ended);

        public ApiKey Key { get; }

        public CallerContext Caller { get; }

        /// <summary>Gets the only origins that may use it; null when pages do not matter.</summary>
        public FrozenSet<string>? Origins { get; }

        /// <summary>Only the life of a key changes, never what it allows.</summary>
        public Held With(ApiKey key) => new(key, Caller, Origins, _ended);

        /// <summary>Ends what is open with the key: at once when it is revoked, else when it expires.</summary>
        public void EndWithKey(DateTimeOffset now)
        {
            if (Key.RevokedAt is not null)
            {
                _ended.Cancel();
            }
            else if (Key.ExpiresAt - now is { } left)
            {
                _ended.EndAfter(left);
            }
        }
    }
}
