using System.Globalization;
using Triage.Core.Routing.Live;

namespace Triage.Storage.Live;

/// <summary>A report as it lies in Redis.</summary>
/// <remarks>
/// Little-endian: state (byte), wait in minutes (double), capacity (int32, -1 when not known), from and until (int64,
/// microseconds since 1970). Tenant and channel are its name, TENANT/CHANNEL: names of tenants hold no slash.
/// </remarks>
internal static class StatusRecord
{
    public static string NameOf(TenantReport report) => $"{report.Tenant}/{report.Report.Channel}";

    /// <summary>Gets the number by which the later of two reports is known: exact in the doubles of a Redis
    /// script.</summary>
    public static long RevisionOf(ChannelReport report) => ToMicroseconds(report.From);

    public static byte[] Write(ChannelReport report)
    {
        using MemoryStream buffer = new();
        using (BinaryWriter writer = new(buffer))
        {
            writer.Write((byte)report.State);
            writer.Write(report.WaitMinutes);
            writer.Write(report.Capacity ?? -1);
            writer.Write(ToMicroseconds(report.From));
            writer.Write(ToMicroseconds(report.Until));
        }

        return buffer.ToArray();
    }

    /// <summary>Reads a report.</summary>
    /// <exception cref="InvalidDataException">The bytes are not one.</exception>
    public static TenantReport Read(string name, byte[] bytes)
    {
        try
        {
            int slash = name.IndexOf('/', StringComparison.Ordinal);
            using BinaryReader reader = new(new MemoryStream(bytes, writable: false));
            ChannelState state = (ChannelState)reader.ReadByte();
            double wait = reader.ReadDouble();
            int capacity = reader.ReadInt32();
            ChannelReport report = new(
                name[(slash + 1)..],
                state,
                wait,
                capacity < 0 ? null : capacity,
                ToInstant(reader.ReadInt64()),
                ToInstant(reader.ReadInt64()));
            return slash > 0 && Enum.IsDefined(state) && wait >= 0
                ? new TenantReport(name[..slash], report)
                : throw new InvalidDataException(
                    "status: expected a report of a tenant's channel, got "
                    + $"{bytes.Length.ToString(CultureInfo.InvariantCulture)} other bytes");
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException)
        {
            throw new InvalidDataException("status: cut short or damaged", e);
        }
    }

    private static long ToMicroseconds(DateTimeOffset instant) =>
        (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static DateTimeOffset ToInstant(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
