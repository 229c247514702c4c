namespace Triage.Core.Routing.Escalating;

/// <summary>Says an escalation in words.</summary>
public static class EscalationText
{
    private static readonly string[] Reasons =
    [
        "it did not resolve the matter",
        "the customer declined it",
        "it failed",
        "it was the wrong department",
        "the customer waited too long",
    ];

    /// <summary>Gets the keys of the reasons, as callers write them; index = number of the member.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        ["not_resolved", "customer_declined", "channel_failed", "wrong_department", "waited_too_long"];

    /// <summary>Says why the first channel, or the promise, follows.</summary>
    public static string Of(in Attempt failed, EscalationReason reason, in Escalation escalation, RoutingPolicy policy)
    {
        string why = $"after {policy.Channels[failed.Channel].Name}: {Reasons[(int)reason]}";
        if (escalation.Promise is Opening promise)
        {
            return $"{why}, and nothing that was not tried is open: promise that a person gets in touch by "
                + $"{policy.Channels[promise.Channel].Name}, from {promise.At:yyyy-MM-dd HH:mm} UTC on";
        }

        if (escalation.Decision.Offered.Count == 0)
        {
            return $"{why}, and no person is within the customer's reach";
        }

        string ladder = escalation.NeedsPerson ? "a person takes over" : "the next channel up";
        return $"{why}, so {ladder}: {policy.Channels[escalation.Decision.Offered[0].Channel].Name}";
    }
}
