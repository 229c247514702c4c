namespace Triage.Storage.Sql;

/// <summary>Instants as they are stored: microseconds since 1970 UTC.</summary>
internal static class SqlInstant
{
    public static DateTimeOffset Read(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    public static long Write(DateTimeOffset instant) =>
        (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
