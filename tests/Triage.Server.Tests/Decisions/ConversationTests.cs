using Triage.Server.Decisions;
using Triage.V1;

namespace Triage.Server.Tests.Decisions;

public sealed class ConversationTests
{
    private static readonly Turn Bot = new() { Speaker = Speaker.Bot, Text = "There is smoke, fire and fraud here!!!" };

    [Fact]
    public void Decide_Turns_OnlyTheCustomersWordsAreScored()
    {
        TriageResponse alone = BuiltIn.Decide("Where is my order?");
        TriageResponse response = BuiltIn.Decide(new TriageRequest { Turns = { Customer("Where is my order?"), Bot } });
        Assert.Equal(alone.Severity, response.Severity);
        Assert.Equal(alone.Cell, response.Cell);
    }

    [Fact]
    public void Decide_TextBesideTurns_IsTheNewestTurn()
    {
        TriageRequest turns = new()
        {
            Turns = { Customer("I was charged twice"), Bot, Customer("and nobody answers me") },
        };
        TriageRequest text = new() { Text = "and nobody answers me", Turns = { Customer("I was charged twice"), Bot } };
        Assert.Equal(BuiltIn.Decide(turns).Severity, BuiltIn.Decide(text).Severity);
    }

    [Fact]
    public void Decide_SafetyWasStated_SeverityStaysHigh()
    {
        TriageRequest request = new() { Turns = { Customer("My phone caught fire and burned my hand") } };
        for (int i = 0; i < 10; i++)
        {
            request.Turns.Add(Customer("What are your opening hours on Saturday?"));
            Assert.Equal(Level.High, BuiltIn.Decide(request).Severity.Level);
        }
    }

    [Fact]
    public void Decide_MoreThanFiftyTurns_TheNewestCountAndItSaysSo()
    {
        TriageRequest request = new();
        request.Turns.Add(Customer("My phone caught fire and burned my hand"));
        for (int i = 0; i < Conversation.MaxTurns; i++)
        {
            request.Turns.Add(Customer("What are your opening hours on Saturday?"));
        }

        TriageResponse truncated = BuiltIn.Decide(request);
        Assert.Contains("TURNS_TRUNCATED", truncated.Degraded);
        Assert.NotEqual(Level.High, truncated.Severity.Level);
        request.Turns.RemoveAt(1);
        TriageResponse whole = BuiltIn.Decide(request);
        Assert.DoesNotContain("TURNS_TRUNCATED", whole.Degraded);
        Assert.Equal(Level.High, whole.Severity.Level);
    }

    [Fact]
    public void Decide_WishForAPersonInATurn_NamesTheTurn()
    {
        TriageRequest request = new()
        {
            Text = "it is about order 12345",
            Turns = { Bot, Customer("I want to speak to a human please") },
        };
        TextMatch wish = Assert.Single(BuiltIn.Decide(request).WantsPersonWords);
        Assert.Equal(2, wish.Turn);
        Assert.Equal(wish.Text, request.Turns[1].Text[wish.Start..wish.End]);
    }

    [Fact]
    public void Validate_NoWordOfTheCustomer_IsAFault()
    {
        FieldFault fault =
            Assert.Single(RequestValidator.Validate(new TriageRequest { Turns = { Bot, Customer(" ") } })!);
        Assert.Equal("turns", fault.Field);
    }

    [Fact]
    public void Validate_SpeakerMissing_NamesTheTurn()
    {
        TriageRequest request = new() { Text = "hello", Turns = { Bot, new Turn { Text = "who am I" } } };
        Assert.Equal("turns[1].speaker", Assert.Single(RequestValidator.Validate(request)!).Field);
    }

    [Fact]
    public void Validate_TurnsOverOneMebibyteTogether_IsAFault()
    {
        Turn half = Customer(new string('a', 600_000));
        Assert.Equal(
            "turns", Assert.Single(RequestValidator.Validate(new TriageRequest { Turns = { half, half } })!).Field);
    }

    private static Turn Customer(string text) => new() { Speaker = Speaker.Customer, Text = text };
}
