namespace Triage.Rpc;

/// <summary>Whether a response message is compressed, as far as the caller accepts gzip.</summary>
public enum ResponseCompression
{
    /// <summary>From <see cref="RpcOptions.CompressAboveBytes"/> on.</summary>
    WhenLarge = 0,

    /// <summary>Whatever its size.</summary>
    Always = 1,

    /// <summary>Not at all.</summary>
    Never = 2,
}
