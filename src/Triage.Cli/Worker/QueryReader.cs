using Google.Protobuf;
using Triage.Storage.Streams;
using Triage.V1;

namespace Triage.Cli.Worker;

/// <summary>Reads the query out of a message.</summary>
internal static class QueryReader
{
    /// <summary>Characters of a writer's own name for a query.</summary>
    private const int MaxIdChars = 128;

    /// <summary>Deliveries after which a message is held to be what ends the workers that it is given to.</summary>
    private const int MaxDeliveries = 10;

    /// <returns>The query; or null, and why it cannot be decided.</returns>
    public static TriageRequest? Read(QueryMessage message, out string code, out string reason)
    {
        (code, reason) = ("MESSAGE_INVALID", "");
        if (message.Deliveries > MaxDeliveries)
        {
            code = "DELIVERED_TOO_OFTEN";
            reason = $"expected an answer within {MaxDeliveries} deliveries, got none: its workers ended";
        }
        else if (message.Id is not { Length: > 0 and <= MaxIdChars })
        {
            reason = $"id: expected 1 to {MaxIdChars} characters, got {message.Id?.Length ?? 0}";
        }
        else if (message.Query is null)
        {
            reason = "query: expected a TriageRequest as JSON, got none";
        }
        else
        {
            try
            {
                return TriageRequest.Parser.ParseJson(message.Query);
            }
            catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or FormatException
                or ArgumentException or OverflowException)
            {
                reason = $"query: expected a TriageRequest as JSON: {e.Message}";
            }
        }

        return null;
    }
}
