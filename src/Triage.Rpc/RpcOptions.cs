using System.ComponentModel.DataAnnotations;

namespace Triage.Rpc;

/// <summary>Limits of every call. A value out of range stops the service at start-up.</summary>
public sealed class RpcOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Rpc";

    private const int MinLimitBytes = 1_024; // 1 KiB
    private const int MaxLimitBytes = 1_024 * 1_024 * 1_024; // 1 GiB

    /// <summary>Largest message received, as sent on the wire. Range 1 KiB to 1 GiB; default 4 MiB.</summary>
    [Range(MinLimitBytes, MaxLimitBytes)]
    public int MaxReceiveMessageBytes { get; set; } = 4 * 1_024 * 1_024;

    /// <summary>Largest message received, after inflation. Range 1 KiB to 1 GiB; default 4 MiB.</summary>
    [Range(MinLimitBytes, MaxLimitBytes)]
    public int MaxInflatedMessageBytes { get; set; } = 4 * 1_024 * 1_024;

    /// <summary>Largest message sent, before compression. Range 1 KiB to 1 GiB; default 4 MiB, what clients take by
    /// default.</summary>
    [Range(MinLimitBytes, MaxLimitBytes)]
    public int MaxSendMessageBytes { get; set; } = 4 * 1_024 * 1_024;

    /// <summary>Smallest message that is compressed for callers that accept gzip. Range 0 to 1 GiB; default 16 KiB:
    /// below, compressing costs more than it saves.</summary>
    [Range(0, MaxLimitBytes)]
    public int CompressAboveBytes { get; set; } = 16 * 1_024;

    /// <summary>Deepest nesting of a JSON request, objects and arrays. Range 8 to 100; default 64.</summary>
    [Range(8, 100)]
    public int MaxJsonDepth { get; set; } = 64;
}
