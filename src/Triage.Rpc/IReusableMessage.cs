namespace Triage.Rpc;

/// <summary>A response of which parts may serve the next one. Optional: for messages that are answered often.</summary>
public interface IReusableMessage
{
    /// <summary>Gives the parts back. The transport calls it once the message is written: a service method must not
    /// keep such a message that it has returned or written.</summary>
    void Reuse();
}
