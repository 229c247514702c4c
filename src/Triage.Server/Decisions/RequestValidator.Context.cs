using Google.Protobuf.WellKnownTypes;
using Triage.V1;

namespace Triage.Server.Decisions;

/// <remarks>The circumstances of a query.</remarks>
internal static partial class RequestValidator
{
    /// <summary>Checks the circumstances of a query.</summary>
    internal static void CheckContext(Context context, ref List<FieldFault>? faults)
    {
        if (context.ConversationId.Length > MaxConversationIdChars)
        {
            AddTooLong(ref faults, "context.conversation_id", MaxConversationIdChars, context.ConversationId.Length);
        }

        CheckChannels("context.available_channels", context.AvailableChannels.Count, ref faults);
        CheckChannels("context.tried_channels", context.TriedChannels.Count, ref faults);
        CheckLanguage("context.customer_language", context.CustomerLanguage, ref faults);
        if (context.TimeZone.Length > 0 && HostZones.Shared.Find(context.TimeZone) is null)
        {
            Add(
                ref faults,
                "context.time_zone",
                $"expected the IANA name of a time zone such as 'Europe/Berlin', got {Quote(context.TimeZone)}");
        }

        for (int i = 0; i < context.AccessibilityNeeds.Count; i++)
        {
            if (!AccessibilityNeeds.TryParse(context.AccessibilityNeeds[i], out _))
            {
                Add(
                    ref faults,
                    $"context.accessibility_needs[{i}]",
                    $"expected one of {AccessibilityNeeds.Known}, got {Quote(context.AccessibilityNeeds[i])}");
            }
        }

        if (context.Instant is { } instant && !IsInRange(instant))
        {
            Add(
                ref faults,
                "context.instant",
                $"expected an instant in the years 2000 to 2100, got {instant.Seconds} seconds and {instant.Nanos} "
                + "nanoseconds since 1970");
        }

        if (context.Attributes.Count > MaxAttributes)
        {
            Add(
                ref faults,
                "context.attributes",
                $"expected at most {MaxAttributes} attributes, got {context.Attributes.Count}");
        }
        else if (context.Attributes.Count > 0)
        {
            CheckAttributes(context, ref faults);
        }
    }

    private static void CheckChannels(string field, int count, ref List<FieldFault>? faults)
    {
        if (count > MaxChannels)
        {
            Add(ref faults, field, $"expected at most {MaxChannels} channels, got {count}");
        }
    }

    /// <summary>Gets whether an instant lies in the years 2000 to 2100.</summary>
    internal static bool IsInRange(Timestamp instant) =>
        instant.Seconds is >= FirstSecond and < EndSecond && instant.Nanos is >= 0 and < NanosPerSecond;

    private static void CheckAttributes(Context context, ref List<FieldFault>? faults)
    {
        foreach ((string key, string value) in context.Attributes)
        {
            if (key.Length is 0 or > MaxAttributeKeyChars)
            {
                Add(
                    ref faults,
                    $"context.attributes.{Shorten(key)}",
                    $"expected a key of 1 to {MaxAttributeKeyChars} characters, got {key.Length}");
            }

            if (value.Length > MaxAttributeValueChars)
            {
                AddTooLong(ref faults, $"context.attributes.{Shorten(key)}", MaxAttributeValueChars, value.Length);
            }
        }
    }
}
