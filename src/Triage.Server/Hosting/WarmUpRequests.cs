using Triage.V1;

namespace Triage.Server.Hosting;

/// <summary>What the warm-up asks: several scripts, with and without a context.</summary>
internal static class WarmUpRequests
{
    public static TriageRequest[] All { get; } =
    [
        new() { Text = "I was charged twice for my subscription and nobody answers my emails!" },
        new() { Text = "주문한 상품이 아직 안 왔어요 😡 언제 도착하나요?" },
        new()
        {
            Text = "Quiero hablar con una persona, no con un robot",
            Context = new Context { AvailableChannels = { "phone", "email" } },
        },
    ];
}
