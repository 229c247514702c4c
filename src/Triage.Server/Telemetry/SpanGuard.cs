using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;
using Triage.Rpc.Telemetry;
using Triage.Server.Access;

namespace Triage.Server.Telemetry;

/// <summary>Lets only spans of calls and of policy swaps out,
/// and of them only attributes that hold nothing a caller wrote.</summary>
internal sealed class SpanGuard : BaseProcessor<Activity>
{
    private static readonly FrozenSet<string> Allowed = FrozenSet.ToFrozenSet(
    [
        RpcTelemetry.MethodAttribute, RpcTelemetry.SystemAttribute, RpcTelemetry.StatusAttribute,
        AccessMetrics.RefusedAttribute, "http.response.status_code", "network.protocol.version", "error.type",
    ]);

    public override void OnEnd(Activity data)
    {
        bool isCall = data.GetTagItem(RpcTelemetry.MethodAttribute) is not null;
        if (!isCall && data.OperationName != PolicySwaps.SpanName)
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return;
        }

        // Callers write it freely.
        data.TraceStateString = null;
        foreach (string name in data.TagObjects.Select(tag => tag.Key).Where(name => !Allowed.Contains(name)).ToArray())
        {
            data.SetTag(name, null);
        }
    }
}
