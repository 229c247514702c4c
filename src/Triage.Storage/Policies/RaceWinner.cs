namespace Triage.Storage.Policies;

/// <summary>What somebody else did first.</summary>
/// <param name="Version">The version that they published; null when they changed or removed a draft.</param>
/// <param name="Actor">Who.</param>
/// <param name="BasedOn">The version that theirs was made from; 0 for none.</param>
/// <param name="Document">What stands there now: JSON; null when it is gone.</param>
public sealed record RaceWinner(int? Version, string Actor, int BasedOn, string? Document)
{
    internal RaceWinner(PolicyVersion published)
        : this(published.Version, published.PublishedBy, published.BasedOn, published.Document)
    {
    }
}
