using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Triage.Rpc.Errors;

namespace Triage.Rpc.Calls;

/// <summary>The headers of Connect. Source: Connect protocol reference.</summary>
internal static class ConnectHeaders
{
    /// <summary>Flag of the envelope that ends a stream.</summary>
    public const byte EndStreamFlag = 2;

    /// <summary>Put before the keys of trailers, which unary responses send as headers.</summary>
    public const string TrailerPrefix = "trailer-";

    private const string Version = "connect-protocol-version";
    private const string Timeout = "connect-timeout-ms";

    public static TimeSpan? ReadTimeout(IHeaderDictionary headers)
    {
        StringValues value = headers[Timeout];
        return value.Count == 0 ? null : Timeouts.ParseConnect(value.ToString());
    }

    /// <summary>Refuses versions other than 1. A request without a version is welcome: people type it.</summary>
    public static void CheckVersion(IHeaderDictionary headers)
    {
        StringValues version = headers[Version];
        if (version.Count > 0 && version != "1")
        {
            throw Faults.BadHeader(Version, "1", version.ToString());
        }
    }
}
