using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Triage.Rpc.Messages;
using Triage.Rpc.Telemetry;

namespace Triage.Rpc.Calls;

/// <summary>What every call needs; options are copied once.</summary>
internal sealed class RpcRuntime(
    IOptions<RpcOptions> options, ILogger<RpcRuntime> logger, TimeProvider time, RpcInstruments? instruments = null)
{
    /// <summary>Gets what measures calls; null when nobody asked for it.</summary>
    public RpcInstruments? Instruments { get; } = instruments;

    public ILogger Logger { get; } = logger;

    public TimeProvider Time { get; } = time;

    public MessageCodec Json { get; } = new JsonCodec(options.Value.MaxJsonDepth);

    public int MaxReceiveMessageBytes { get; } = options.Value.MaxReceiveMessageBytes;

    public int MaxInflatedMessageBytes { get; } = options.Value.MaxInflatedMessageBytes;

    public int MaxSendMessageBytes { get; } = options.Value.MaxSendMessageBytes;

    public int CompressAboveBytes { get; } = options.Value.CompressAboveBytes;
}
