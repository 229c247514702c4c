using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Triage.Rpc.Errors;

namespace Triage.Rpc.Calls;

/// <summary>The headers of Connect. Source: Connect protocol reference.</summary>
internal static class ConnectHeaders
{
    private const string Version = "connect-protocol-version";
    private const string Timeout = "connect-timeout-ms";

    public static TimeSpan? ReadTimeout(IHeaderDictionary headers)
    {
        StringValues value = headers[Timeout];
        return value.Count == 0 ? null : Timeouts.ParseConnect(value.ToString());
    }

    /// <summary>Refuses versions other than 1. A request without a version is welcome: people type it.</summary>
    public static void CheckVersion(HttpRequest request)
    {
        StringValues header = request.Headers[Version];
        if (header.Count > 0 && header != "1")
        {
            throw Faults.BadHeader(Version, "1", header.ToString());
        }
    }
}
