using Google.Protobuf.Collections;
using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;
using Triage.V1;

namespace Triage.Server.Decisions;

/// <summary>Translates the circumstances of a request into the numbers of a policy.</summary>
internal static class ContextReader
{
    /// <summary>Reads a context.</summary>
    /// <param name="context">The context of a valid request, or none.</param>
    /// <param name="arrival">The instant to decide for when the context names none.</param>
    /// <param name="policy">The policy that decides.</param>
    /// <param name="warnings">Gets what the policy does not know, and so is ignored.</param>
    public static RoutingContext Read(
        Context? context, DateTimeOffset arrival, RoutingPolicy policy, RepeatedField<Warning> warnings)
    {
        RoutingContext read = new() { Instant = context?.Instant?.ToDateTimeOffset() ?? arrival };
        if (context is null)
        {
            return read;
        }

        if (context.InboundChannel.Length > 0)
        {
            read.InboundChannel = ReadInbound(context.InboundChannel, policy, warnings);
        }

        if (context.AvailableChannels.Count > 0)
        {
            read.Excluded = ReadExcluded(context.AvailableChannels, policy, warnings);
        }

        if (context.TriedChannels.Count > 0)
        {
            read.Tried = ReadChannels("context.tried_channels", context.TriedChannels, policy, warnings);
        }

        foreach (string need in context.AccessibilityNeeds)
        {
            read.Lacks |= AccessibilityNeeds.TryParse(need, out Abilities ability) ? ability : Abilities.None;
        }

        read.Language = ReadLanguage(context.CustomerLanguage, warnings);
        read.Zone = context.TimeZone.Length > 0 ? HostZones.Shared.Find(context.TimeZone) : null;

        if (context.Attributes.Count > 0)
        {
            ReadAttributes(context.Attributes, policy, ref read.Attributes, warnings);
        }

        return read;
    }

    private static int? ReadInbound(string id, RoutingPolicy policy, RepeatedField<Warning> warnings)
    {
        if (policy.TryGetChannel(id, out int channel))
        {
            return channel;
        }

        warnings.Add(UnknownChannel("context.inbound_channel", policy));
        return null;
    }

    /// <summary>The channels that are not named; none when no named channel is known, as if none were named.</summary>
    private static ChannelSet ReadExcluded(
        RepeatedField<string> available, RoutingPolicy policy, RepeatedField<Warning> warnings)
    {
        ChannelSet usable = ReadChannels("context.available_channels", available, policy, warnings);
        return usable.IsEmpty ? ChannelSet.Empty : policy.AllChannels.Except(usable);
    }

    private static ChannelSet ReadChannels(
        string field, RepeatedField<string> ids, RoutingPolicy policy, RepeatedField<Warning> warnings)
    {
        ChannelSet channels = ChannelSet.Empty;
        for (int i = 0; i < ids.Count; i++)
        {
            if (policy.TryGetChannel(ids[i], out int channel))
            {
                channels = channels.With(channel);
            }
            else
            {
                warnings.Add(UnknownChannel($"{field}[{i}]", policy));
            }
        }

        return channels;
    }

    private static Language? ReadLanguage(string tag, RepeatedField<Warning> warnings)
    {
        if (Vocabulary.TryParseLanguage(tag, out Language language))
        {
            return language;
        }

        if (tag.Length > 0)
        {
            warnings.Add(LanguageIgnored("context.customer_language"));
        }

        return null;
    }

    /// <summary>Warns of a language that the model does not know.</summary>
    internal static Warning LanguageIgnored(string field) => new()
    {
        Code = "LANGUAGE_IGNORED",
        Field = field,
        Message = "ignored: the model knows en, ko, ja, zh, es, fr, de, pt",
    };

    private static void ReadAttributes(
        MapField<string, string> attributes,
        RoutingPolicy policy,
        ref AttributeValues values,
        RepeatedField<Warning> warnings)
    {
        int known = 0;
        ValueList<AttributeDocument> declared = policy.Document.Attributes;
        for (int i = 0; i < declared.Count; i++)
        {
            if (attributes.TryGetValue(declared[i].Name, out string? value)
                && policy.TryGetAttribute(declared[i].Name, value, out int index, out byte number))
            {
                values[index] = number;
                known++;
            }
        }

        if (known < attributes.Count)
        {
            WarnOfAttributes(attributes, policy, warnings);
        }
    }

    private static void WarnOfAttributes(
        MapField<string, string> attributes, RoutingPolicy policy, RepeatedField<Warning> warnings)
    {
        foreach ((string name, string value) in attributes)
        {
            if (policy.TryGetAttribute(name, value, out int index, out _))
            {
                continue;
            }

            warnings.Add(index < 0
                ? new Warning
                {
                    Code = "UNKNOWN_ATTRIBUTE",
                    Field = $"context.attributes.{name}",
                    Message =
                        $"ignored: the policy knows {Names(policy.Document.Attributes, attribute => attribute.Name)}",
                }
                : new Warning
                {
                    Code = "UNKNOWN_ATTRIBUTE_VALUE",
                    Field = $"context.attributes.{name}",
                    Message =
                        $"ignored: the policy knows {Names(policy.Document.Attributes[index].Values, known => known)}",
                });
        }
    }

    /// <summary>Warns of a channel that the policy does not know.</summary>
    internal static Warning UnknownChannel(string field, RoutingPolicy policy) => new()
    {
        Code = "UNKNOWN_CHANNEL",
        Field = field,
        Message = $"ignored: the policy knows {Names(policy.Channels, channel => channel.Id)}",
    };

    private static string Names<T>(ValueList<T> items, Func<T, string> name) =>
        items.Count == 0 ? "none" : string.Join(", ", items.Select(name));
}
