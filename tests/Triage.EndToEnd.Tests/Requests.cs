using Google.Protobuf.WellKnownTypes;
using Triage.V1;

namespace Triage.EndToEnd.Tests;

/// <summary>Requests that use every field, at a fixed instant.</summary>
internal static class Requests
{
    private static readonly Timestamp Instant = new() { Seconds = 1_790_000_000, Nanos = 250_000_000 };

    public static IReadOnlyList<TriageRequest> All { get; } =
    [
        New("Where is my order? It should have come on Monday."),
        New("There is smoke coming out of the charger, what do I do", request => request.Explain = true),
        New("주문한 상품이 아직 안 왔어요 😡 언제 도착하나요?", request =>
        {
            request.Explain = true;
            request.Answers["urgency"] = 2;
            request.Answers["financial_cost"] = 0;
        }),
        New("Quiero hablar con una persona, no con un robot", request =>
        {
            request.Language = "es-MX";
            request.Context.ConversationId = "c-17";
            request.Context.InboundChannel = "chatbot";
            request.Context.AvailableChannels.Add(["chatbot", "email", "phone", "pigeon"]);
            request.Context.Attributes["tier"] = "gold";
            request.Context.Attributes["shoe_size"] = "44";
            request.Explain = true;
        }),
        New("asdf qwer zxcv"),
    ];

    private static TriageRequest New(string text, Action<TriageRequest>? change = null)
    {
        TriageRequest request = new() { Text = text, Context = new Context { Instant = Instant } };
        change?.Invoke(request);
        return request;
    }
}
