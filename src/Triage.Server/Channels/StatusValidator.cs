using Google.Protobuf.WellKnownTypes;
using Triage.Server.Decisions;
using Triage.V1;

namespace Triage.Server.Channels;

/// <summary>Checks reports on channels against the contract and names all faults at once.</summary>
internal static class StatusValidator
{
    public const int MaxReports = 64;
    public const int MaxChannelChars = 64;
    public const double MaxWaitMinutes = 7 * 24 * 60; // a week

    public static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(1);

    /// <summary>Checks a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">When it came.</param>
    /// <returns>Its faults, in the order of the contract; empty when there are none.</returns>
    public static List<FieldFault> Validate(ReportStatusRequest request, DateTimeOffset now)
    {
        List<FieldFault>? faults = [];
        if (request.Reports.Count is 0 or > MaxReports)
        {
            faults.Add(new FieldFault("reports", $"expected 1 to {MaxReports} reports, got {request.Reports.Count}"));
        }

        HashSet<string> channels = new(StringComparer.Ordinal);
        for (int i = 0; i < Math.Min(request.Reports.Count, MaxReports); i++)
        {
            ChannelStatus report = request.Reports[i];
            Check(report, $"reports[{i}]", now, faults);
            if (!channels.Add(report.Channel))
            {
                faults.Add(new FieldFault($"reports[{i}].channel", "expected one report a channel, got a second one"));
            }
        }

        RequestValidator.CheckPolicy(request.Policy, ref faults);
        return faults ?? [];
    }

    private static void Check(ChannelStatus report, string field, DateTimeOffset now, List<FieldFault> faults)
    {
        if (report.Channel.Length is 0 or > MaxChannelChars)
        {
            faults.Add(new FieldFault(
                $"{field}.channel",
                $"expected the id of a channel, 1 to {MaxChannelChars} characters, got {report.Channel.Length}"));
        }

        if (report.State is not (ChannelState.Open or ChannelState.Busy or ChannelState.Closed))
        {
            faults.Add(new FieldFault(
                $"{field}.state",
                $"expected CHANNEL_STATE_OPEN, CHANNEL_STATE_BUSY or CHANNEL_STATE_CLOSED, got {(int)report.State}"));
        }

        if (!(report.ExpectedWaitMinutes is >= 0 and <= MaxWaitMinutes))
        {
            faults.Add(new FieldFault(
                $"{field}.expected_wait_minutes",
                FormattableString.Invariant(
                    $"expected 0 to {MaxWaitMinutes} minutes, got {report.ExpectedWaitMinutes}")));
        }

        if (report.HasCapacity && report.Capacity < 0)
        {
            faults.Add(new FieldFault($"{field}.capacity", $"expected at least 0 contacts, got {report.Capacity}"));
        }

        CheckTimes(report, field, now, faults);
    }

    private static void CheckTimes(ChannelStatus report, string field, DateTimeOffset now, List<FieldFault> faults)
    {
        DateTimeOffset? from = Read(report.ReportedAt, $"{field}.reported_at", faults) ?? now;
        if (from > now + MaxSkew)
        {
            faults.Add(
                new FieldFault(
                    $"{field}.reported_at", $"expected an instant that has come, got {from:O}, and it is {now:O}"));
        }

        if (report.ExpiresAt is null)
        {
            faults.Add(new FieldFault(
                $"{field}.expires_at", "expected the instant from which the report counts for nothing, got none"));
        }
        else if (Read(report.ExpiresAt, $"{field}.expires_at", faults) is DateTimeOffset until
            && (until <= now || until <= from || until > from + MaxAge))
        {
            faults.Add(new FieldFault(
                $"{field}.expires_at",
                $"expected an instant to come, after reported_at and at most {MaxAge.TotalHours} hours after it, "
                + $"got {until:O}, and it is {now:O}"));
        }
    }

    /// <summary>Reads an instant; one out of the range of the contract is a fault.</summary>
    private static DateTimeOffset? Read(Timestamp? instant, string field, List<FieldFault> faults)
    {
        if (instant is null)
        {
            return null;
        }

        if (RequestValidator.IsInRange(instant))
        {
            return instant.ToDateTimeOffset();
        }

        faults.Add(new FieldFault(
            field,
            $"expected an instant in the years 2000 to 2100, got {instant.Seconds} seconds and {instant.Nanos} "
            + "nanoseconds since 1970"));
        return null;
    }
}
