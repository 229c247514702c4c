using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Triage.Rpc.Errors;

namespace Triage.Rpc.Calls;

/// <summary>Metadata to and from HTTP headers.</summary>
internal static class HeaderMetadata
{
    private static readonly FrozenSet<string> ProtocolHeaders = new[]
    {
        "accept", "accept-encoding", "connection", "connect-accept-encoding", "connect-content-encoding",
        "connect-protocol-version", "connect-timeout-ms", "content-encoding", "content-length", "content-type",
        "grpc-accept-encoding", "grpc-encoding", "grpc-timeout", "host", "keep-alive", "te", "transfer-encoding",
        "upgrade",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The metadata among the headers of a request.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: a "-bin" header is not base64.</exception>
    public static Metadata Read(IHeaderDictionary headers)
    {
        var metadata = new Metadata();
        foreach ((string name, StringValues values) in headers)
        {
            if (name.StartsWith(':') || ProtocolHeaders.Contains(name))
            {
                continue;
            }

            string key = name.ToLowerInvariant();
            foreach (string? value in values)
            {
                Read(metadata, key, value ?? "");
            }
        }

        return metadata;
    }

    /// <summary>The value of an entry as a header carries it.</summary>
    public static string Format(Metadata.Entry entry) =>
        entry.IsBinary ? StatusDetails.ToBase64(entry.ValueBytes) : entry.Value;

    /// <summary>Appends metadata to the headers or trailers of a response.</summary>
    /// <param name="metadata">The metadata.</param>
    /// <param name="headers">Where it goes.</param>
    /// <param name="prefix">Put before each key.</param>
    public static void Write(Metadata metadata, IHeaderDictionary headers, string prefix = "")
    {
        foreach (Metadata.Entry entry in metadata)
        {
            headers.Append(prefix + entry.Key, Format(entry));
        }
    }

    private static void Read(Metadata metadata, string key, string value)
    {
        if (!key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.Ordinal))
        {
            metadata.AddReceived(key, value, []);
            return;
        }

        // Proxies may join several values with commas, which base64 does not contain.
        foreach (string part in value.Split(',', StringSplitOptions.TrimEntries))
        {
            metadata.AddReceived(key, "", DecodeBase64(key, part));
        }
    }

    private static byte[] DecodeBase64(string key, string text)
    {
        try
        {
            return Convert.FromBase64String(text.TrimEnd('=') + new string('=', -text.TrimEnd('=').Length & 3));
        }
        catch (FormatException)
        {
            throw Faults.BadHeader(key, "base64", text);
        }
    }
}
