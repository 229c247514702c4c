namespace Triage.Storage.Replication;

/// <summary>Where a replica has a policy from.</summary>
public enum PolicySource
{
    /// <summary>The local file of last good policies.</summary>
    File,

    /// <summary>The database: the truth.</summary>
    Sql,

    /// <summary>The cache that replicas share.</summary>
    Redis,

    /// <summary>Published on this replica.</summary>
    Local,
}
