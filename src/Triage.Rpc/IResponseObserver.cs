using Google.Protobuf;

namespace Triage.Rpc;

/// <summary>A service class that hears of its written responses. Optional: for one that uses parts of them
/// again.</summary>
public interface IResponseObserver
{
    /// <summary>The response is encoded and never looked at again by the transport: called once for each that a
    /// method returned or wrote, on the thread that wrote it; not for one that could not be written.</summary>
    void Written(IMessage response);
}
