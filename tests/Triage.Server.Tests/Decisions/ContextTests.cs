using Google.Protobuf.WellKnownTypes;
using Triage.Server.Decisions;
using Triage.V1;

namespace Triage.Server.Tests.Decisions;

public sealed class ContextTests
{
    private const string Outage = "Mein Internet ist seit drei Tagen komplett ausgefallen!!";

    [Fact]
    public void Decide_TriedChannels_AreNotOfferedAgain()
    {
        string first = BuiltIn.Decide(Outage).Primary.Id;
        TriageResponse response = Decide(new Context { TriedChannels = { first, "pigeon" } });
        Assert.DoesNotContain(first, Offered(response));
        Assert.Contains(
            "tried",
            Assert.Single(response.PassedOver, channel => channel.Id == first).Reason,
            StringComparison.Ordinal);
        Assert.Equal("context.tried_channels[1]", Assert.Single(response.Warnings).Field);
    }

    [Fact]
    public void Decide_CustomerCannotHear_NothingThatAsksForHearing()
    {
        HashSet<string> needHearing = [.. BuiltIn.Policy.Routing.Channels
            .Where(
                channel =>
                    channel.Document.Requires.HasFlag(Core.Routing.Abilities.Hearing)).Select(channel => channel.Id)];
        Assert.NotEmpty(needHearing);
        Assert.Contains(Offered(Decide(new Context())), needHearing.Contains);
        Assert.DoesNotContain(
            Offered(Decide(new Context { AccessibilityNeeds = { "hearing" } })), needHearing.Contains);
    }

    [Fact]
    public void Decide_CustomerLanguage_BeatsTheLanguageOfTheText()
    {
        TriageRequest request = new()
        {
            Text = "hello",
            Language = "en",
            Context = new Context { CustomerLanguage = "xx-YY" },
        };
        Assert.Equal("context.customer_language", Assert.Single(BuiltIn.Decide(request).Warnings).Field);
        request.Context.CustomerLanguage = "ko-KR";
        Assert.Empty(BuiltIn.Decide(request).Warnings);
        Assert.Equal("en", BuiltIn.Decide(request).Language);
    }

    [Fact]
    public void Decide_AnyChannel_SaysTheExpectedWait()
    {
        TriageResponse response = Decide(new Context());
        Assert.Equal(
            BuiltIn.Policy.Routing.Channels.Single(
                channel => channel.Id == response.Primary.Id).Document.FirstResponseMinutes,
            response.Primary.ExpectedWaitMinutes,
            1.0);
        Assert.False(response.Primary.WaitReported);
    }

    [Fact]
    public void Decide_NothingUsable_NamesWhatOpensNext()
    {
        TriageResponse open = Decide(new Context { AvailableChannels = { "callback" }, Instant = At(2026, 5, 4, 14) });
        Assert.Equal("callback", open.Primary.Id);
        Assert.Null(open.NextOpening);
        TriageResponse night = Decide(new Context { AvailableChannels = { "callback" }, Instant = At(2026, 5, 4, 8) });
        Assert.Null(night.Primary);
        Assert.Equal("callback", night.NextOpening.Channel);
        Assert.True(night.NextOpening.At.ToDateTimeOffset() > night.DecidedAt.ToDateTimeOffset());
        Assert.NotEmpty(night.DecisionId);
    }

    [Fact]
    public void Decide_AnyQuery_NamesTheWorkflowAndItsNextStep()
    {
        TriageResponse response = Decide(new Context());
        Assert.NotEmpty(response.WorkflowEntry.Name);
        Assert.NotEmpty(response.WorkflowEntry.NextStep.Name);
        Assert.NotEqual(StepKind.Unspecified, response.WorkflowEntry.NextStep.Kind);
        Assert.NotEmpty(response.Jobs[0].Guidance);
    }

    [Theory]
    [InlineData("Mars/Olympus")]
    [InlineData("europe/berlin ")]
    [InlineData("../etc/passwd")]
    public void Validate_UnknownTimeZone_IsAFault(string zone) =>
        Assert.Equal("context.time_zone", Fault(new Context { TimeZone = zone }).Field);

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("Asia/Seoul")]
    [InlineData("UTC")]
    public void Validate_KnownTimeZone_IsAccepted(string zone) =>
        Assert.Null(
            RequestValidator.Validate(new TriageRequest { Text = "hi", Context = new Context { TimeZone = zone } }));

    [Fact]
    public void Validate_UnknownNeed_NamesWhatIsAllowed()
    {
        FieldFault fault = Fault(new Context { AccessibilityNeeds = { "hearing", "smell" } });
        Assert.Equal("context.accessibility_needs[1]", fault.Field);
        Assert.Contains("hearing, speech, sight, reading, travel", fault.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_TooManyTriedChannels_IsAFault()
    {
        Context context = new();
        context.TriedChannels.Add(Enumerable.Repeat("phone", RequestValidator.MaxChannels + 1));
        Assert.Equal("context.tried_channels", Fault(context).Field);
    }

    private static FieldFault Fault(Context context) =>
        Assert.Single(RequestValidator.Validate(new TriageRequest { Text = "hi", Context = context })!);

    private static TriageResponse Decide(Context context) =>
        BuiltIn.Decide(new TriageRequest { Text = Outage, Context = context });

    private static Timestamp At(int year, int month, int day, int hour) =>
        Timestamp.FromDateTimeOffset(new DateTimeOffset(year, month, day, hour, 0, 0, TimeSpan.Zero));

    private static IEnumerable<string> Offered(TriageResponse response) =>
        new[] { response.Primary, response.Secondary }.Concat(response.Fallbacks).OfType<RoutedChannel>()
            .Select(channel => channel.Id);
}
