namespace Triage.Storage.Keys;

/// <summary>An API key as it is kept: everything but the secret.</summary>
/// <param name="Id">Its public part, by which it is recognised: see <see cref="KeySecret"/>.</param>
/// <param name="Grant">What it allows.</param>
/// <param name="Hash">What checks the secret.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="ExpiresAt">From when on it is refused; null: never.</param>
/// <param name="RevokedAt">When it was revoked; null: it was not.</param>
/// <param name="Revision">Grows with every change: the greater one is the newer one.</param>
public sealed record ApiKey(
    string Id,
    KeyGrant Grant,
    SecretHash Hash,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    long Revision)
{
    /// <summary>Tells whether the key is good at an instant, whoever presents it.</summary>
    public bool IsGoodAt(DateTimeOffset now) => RevokedAt is null && !(now >= ExpiresAt);
}
