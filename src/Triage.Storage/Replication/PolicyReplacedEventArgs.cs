namespace Triage.Storage.Replication;

/// <summary>Tells that a policy was replaced by a newer one.</summary>
/// <param name="envelope">The newer one.</param>
/// <param name="source">Where it came from.</param>
public sealed class PolicyReplacedEventArgs(PolicyEnvelope envelope, PolicySource source) : EventArgs
{
    public PolicyEnvelope Envelope { get; } = envelope;

    public PolicySource Source { get; } = source;
}
