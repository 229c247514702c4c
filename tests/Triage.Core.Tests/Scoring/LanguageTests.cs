using Triage.Core.Scoring;

namespace Triage.Core.Tests.Scoring;

public sealed class LanguageTests
{
    [Theory]
    [InlineData("Where can I see my last three invoices?", Language.English)]
    [InlineData("지난달 요금 명세서 어디서 보나요", Language.Korean)]
    [InlineData("先月の請求書はどこで見られますか", Language.Japanese)]
    [InlineData("上个月的账单在哪里看", Language.Chinese)]
    [InlineData("上個月的帳單在哪裡看", Language.Chinese)]
    [InlineData("¿Dónde puedo ver la factura del mes pasado?", Language.Spanish)]
    [InlineData("Où est-ce que je peux voir la facture du mois dernier ?", Language.French)]
    [InlineData("Wo sehe ich die Rechnung vom letzten Monat?", Language.German)]
    [InlineData("Onde vejo a fatura do mês passado? Não encontrei no aplicativo", Language.Portuguese)]
    public void Score_OneOfTheEight_IsDetected(string text, Language expected) =>
        Assert.Equal(expected, Shipped.Score(text).Language);

    [Theory]
    [InlineData("Gdzie mogę zobaczyć moje ostatnie rachunki za prąd")]
    [InlineData("Где посмотреть историю моих платежей")]
    [InlineData("Siparişim neden hâlâ kargoya verilmedi")]
    [InlineData("أين يمكنني رؤية طلباتي السابقة")]
    [InlineData("คำสั่งซื้อของฉันอยู่ที่ไหน")]
    public void Score_AnyOtherLanguage_IsNamedAsSuchWithACaveat(string text)
    {
        Score score = Shipped.Score(text);
        Assert.Equal(Language.Undetermined, score.Language);
        Assert.True(score.Caveats.HasFlag(Caveats.LanguageUnsupported));
    }

    [Theory]
    [InlineData("Où est mon colis ? Il a été livré à la mauvaise adresse",
        "Ou est mon colis ? Il a ete livre a la mauvaise adresse")]
    [InlineData("¿Por qué mi contraseña no funciona?", "Por que mi contrasena no funciona?")]
    [InlineData("A minha encomenda não chegou", "A minha encomenda nao chegou")]
    public void Score_WithoutDiacritics_LevelsStayTheSame(string text, string plain)
    {
        Score first = Shipped.Score(text);
        Score second = Shipped.Score(plain);
        Assert.Equal(first.Language, second.Language);
        foreach (Dimension dimension in Enum.GetValues<Dimension>())
        {
            Assert.Equal(first.Dimensions[dimension].Value, second.Dimensions[dimension].Value, 0.15f);
        }
    }

    [Theory]
    [InlineData("我的账户被盗了，请马上冻结", "我的賬戶被盜了，請馬上凍結")]
    [InlineData("订单还没有发货，我要退款", "訂單還沒有發貨，我要退款")]
    public void Score_TraditionalChinese_EqualsSimplified(string simplified, string traditional)
    {
        Score first = Shipped.Score(simplified);
        Score second = Shipped.Score(traditional);
        foreach (Dimension dimension in Enum.GetValues<Dimension>())
        {
            Assert.Equal(first.Dimensions[dimension].Value, second.Dimensions[dimension].Value);
        }
    }
}
