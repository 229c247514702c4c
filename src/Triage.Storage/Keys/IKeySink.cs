namespace Triage.Storage.Keys;

/// <summary>The keys of a replica as their sources see it.</summary>
public interface IKeySink
{
    /// <summary>Gets all keys held.</summary>
    IEnumerable<ApiKey> All { get; }

    /// <summary>Raised after a key was taken; handlers must be quick and must not throw.</summary>
    event EventHandler? Changed;

    /// <summary>Must take the key unless a newer state of it is held.</summary>
    void Offer(ApiKey key);

    /// <summary>Must refuse the key from now on; one that is not known is ignored.</summary>
    void Revoke(string id);

    /// <summary>Notes that a source has told all the keys that there are.</summary>
    void MarkLoaded();
}
