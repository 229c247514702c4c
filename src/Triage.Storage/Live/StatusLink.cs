namespace Triage.Storage.Live;

/// <summary>Whether reports reach the other replicas, and theirs this one.</summary>
/// <param name="hasOthers">Whether there are other replicas: whether Redis is configured.</param>
public sealed class StatusLink(bool hasOthers)
{
    private bool _isUp;

    /// <summary>Gets whether there are other replicas and their reports may not be known. Allocates 0 B.</summary>
    public bool IsCut => hasOthers && !Volatile.Read(ref _isUp);

    internal void Set(bool isUp) => Volatile.Write(ref _isUp, isUp);
}
