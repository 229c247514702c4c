using Triage.Rpc;

#pragma warning disable IDE0130 // the other parts are made from the proto
namespace Triage.V1;

/// <summary>Gives its parts back once it is written.</summary>
public sealed partial class TriageResponse : IReusableMessage
{
    void IReusableMessage.Reuse() => ReturnParts();
}

/// <summary>Gives the parts of its answer back once it is written.</summary>
public sealed partial class TriageStreamResponse : IReusableMessage
{
    void IReusableMessage.Reuse() => Response?.ReturnParts();
}
