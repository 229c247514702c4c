namespace Triage.Core.Tests.Scoring;

/// <summary>Queries of our own for tests, in eight languages, and hostile ones.</summary>
internal static class Texts
{
    public static IReadOnlyList<string> Sample { get; } =
    [
        "Where is my order? It should have come on Monday.",
        "I was charged twice for the same invoice, $240 each time!",
        "There is smoke coming out of the charger, what do I do",
        "I want to speak to a real person, not a bot",
        "thanks, the new app is lovely",
        "주문한 상품이 아직 안 왔어요. 언제 도착하나요?",
        "返品したいのですが、どうすればいいですか。",
        "我的账户被盗了，请马上冻结！",
        "我想找真人客服",
        "Me cobraron dos veces y nadie me contesta.",
        "Où est mon colis ? Il devait arriver hier.",
        "Mein Internet ist seit drei Tagen komplett ausgefallen!!",
        "Quero cancelar a minha assinatura, por favor.",
        "hi, 주문 status please, 急いでいます",
        "?!?!",
    ];

    /// <summary>Gets texts of 16,384 units and more that are meant to cost much.</summary>
    public static IReadOnlyDictionary<string, string> Hostile { get; } = new Dictionary<string, string>
    {
        ["one letter"] = new('a', 16_384),
        ["no space"] = string.Concat(Enumerable.Repeat("abcdefghijklmnopqrstuvwxyz", 631))[..16_384],
        ["one word"] = string.Concat(Enumerable.Repeat("refund ", 2_341))[..16_384],
        ["one phrase"] = string.Concat(Enumerable.Repeat("i want to speak to a person ", 600))[..16_384],
        ["Hangul without a space"] = string.Concat(Enumerable.Repeat("환불해주세요", 2_731))[..16_384],
        ["Han without a space"] = string.Concat(Enumerable.Repeat("我要退款请马上处理", 1_821))[..16_384],
        ["combining marks"] = "e" + new string('\u0301', 16_384),
        ["digits"] = string.Concat(Enumerable.Repeat("1234567890", 1_639))[..16_384],
        ["exclamation marks"] = new('!', 16_384),
        ["lone surrogates"] = new('\ud83d', 16_384),
        ["NUL"] = new('\0', 16_384),
        ["right-to-left marks"] = string.Concat(Enumerable.Repeat("a\u202e\u200f", 5_462))[..16_384],
        ["emoji"] = string.Concat(Enumerable.Repeat("😡", 8_192)),
        ["ligatures that unfold"] = new('\ufdfa', 16_384),
        ["spaces"] = new(' ', 16_384),
        ["1 MiB of words"] = string.Concat(Enumerable.Repeat("my order number 12345 did not arrive. ", 27_594)),
    };
}
