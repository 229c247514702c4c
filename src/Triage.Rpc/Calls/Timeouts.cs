using System.Globalization;
using Triage.Rpc.Errors;

namespace Triage.Rpc.Calls;

/// <summary>Reads the timeout headers of the protocols.</summary>
internal static class Timeouts
{
    private const string GrpcHeader = "grpc-timeout";
    private const string ConnectHeader = "connect-timeout-ms";

    // A timer takes no more than 2^32 - 2 ms; a call is not expected to last 49 days.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    /// <summary>Up to eight digits and a unit: H, M, S, m, u, n. Source: gRPC, "gRPC over HTTP2", Timeout.</summary>
    public static TimeSpan ParseGrpc(string value)
    {
        if (value.Length is < 2 or > 9 || !TryParseDigits(value.AsSpan(0, value.Length - 1), out long count))
        {
            throw Bad();
        }

        long ticks = value[^1] switch
        {
            'H' => count * TimeSpan.TicksPerHour,
            'M' => count * TimeSpan.TicksPerMinute,
            'S' => count * TimeSpan.TicksPerSecond,
            'm' => count * TimeSpan.TicksPerMillisecond,
            'u' => count * TimeSpan.TicksPerMicrosecond,
            'n' => count / TimeSpan.NanosecondsPerTick,
            _ => throw Bad(),
        };
        return Clamp(TimeSpan.FromTicks(ticks));

        RpcException Bad() => Faults.BadHeader(GrpcHeader, "up to 8 digits and a unit of H, M, S, m, u, n", value);
    }

    /// <summary>Up to ten digits of milliseconds. Source: Connect protocol reference, Timeout.</summary>
    public static TimeSpan ParseConnect(string value)
    {
        if (value.Length is 0 or > 10 || !TryParseDigits(value, out long milliseconds))
        {
            throw Faults.BadHeader(ConnectHeader, "up to 10 digits of milliseconds", value);
        }

        return Clamp(TimeSpan.FromTicks(milliseconds * TimeSpan.TicksPerMillisecond));
    }

    private static bool TryParseDigits(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static TimeSpan Clamp(TimeSpan timeout) => timeout < Longest ? timeout : Longest;
}
