namespace Triage.Benchmarks;

/// <summary>Queries of given length and language.</summary>
public static class SampleText
{
    private const string English =
        "I was charged twice for my order last week and nobody answers my emails, can you please check it for me? "
        + "The tracking page still says delivered but the parcel never came. I have called the support line three "
        + "times "
        + "already, waited forty minutes and was cut off. Please refund the second payment of $49.90 today or I will "
        + "cancel the subscription and tell everyone about it. ";

    private const string Korean =
        "지난주에 주문한 상품이 두 번 결제됐는데 메일에 아무도 답을 안 해요. 확인 좀 부탁드립니다. 배송 조회에는 배송 완료라고 나오지만 "
        + "택배는 오지 않았어요. 고객센터에 벌써 세 번이나 전화했는데 사십 분을 기다리다가 끊겼습니다. 오늘 안에 두 번째 결제 금액 "
        + "49,900원을 환불해 주지 않으면 구독을 해지하고 주변에 다 알리겠습니다. ";

    private const string Mixed =
        "Hi, 주문번호 48213 order가 아직 안 왔어요 😡 please check 배송 status. 二重に請求されました、返金お願いします。 "
        + "Me cobraron dos veces y nadie contesta!! 我的账户被锁定了，请马上处理。 Wann kommt mein Paket? merci d'avance. ";

    /// <summary>Makes a text.</summary>
    /// <param name="language">English, Korean or Mixed.</param>
    /// <param name="chars">Length in UTF-16 units.</param>
    public static string Of(string language, int chars)
    {
        string sentence = language switch
        {
            nameof(English) => English,
            nameof(Korean) => Korean,
            nameof(Mixed) => Mixed,
            _ => throw new ArgumentException(
                $"language: expected English, Korean or Mixed, got {language}", nameof(language)),
        };
        return string.Concat(Enumerable.Repeat(sentence, (chars / sentence.Length) + 1))[..chars];
    }
}
