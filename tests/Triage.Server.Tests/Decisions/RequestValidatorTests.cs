using System.Reflection;
using Google.Protobuf.WellKnownTypes;
using Triage.Core.Tests;
using Triage.Server.Decisions;
using Triage.V1;

namespace Triage.Server.Tests.Decisions;

/// <summary>Every bound of the contract, one step inside it and one step beyond.</summary>
public sealed class RequestValidatorTests
{
    [Fact]
    public void Validate_TextOnly_NoFault() =>
        Assert.Null(RequestValidator.Validate(new TriageRequest { Text = "hi" }));

    [Theory]
    [InlineData("")]
    [InlineData("  \t\r\n")]
    [InlineData("\u00a0\u2003\u3000")]
    [InlineData("\0\u0001\u007f")]
    [InlineData("\u200b\u200f\ufeff")]
    public void Validate_BlankText_OneFault(string text) => AssertFault("text", new TriageRequest { Text = text });

    [Theory]
    [InlineData("!")]
    [InlineData("\0a\0")]
    [InlineData("\u0301")]
    public void Validate_TextWithAnyVisibleCharacter_NoFault(string text) =>
        Assert.Null(RequestValidator.Validate(new TriageRequest { Text = text }));

    [Theory]
    [InlineData('a', 1_048_576)]
    [InlineData('é', 524_288)]
    [InlineData('한', 349_525)]
    public void Validate_TextLength_BoundedInBytesOfUtf8(char unit, int most)
    {
        Assert.Null(RequestValidator.Validate(new TriageRequest { Text = new string(unit, most) }));
        AssertFault("text", new TriageRequest { Text = new string(unit, most + 1) });
    }

    [Theory]
    [InlineData("en", true)]
    [InlineData("pt-BR", true)]
    [InlineData("zh_Hant", true)]
    [InlineData("de-DE-1996-x-abc12345-abcdefgh-1234", true)]
    [InlineData("de-DE-1996-x-abc12345-abcdefgh-12345", false)]
    [InlineData("e", false)]
    [InlineData("en-", false)]
    [InlineData("-en", false)]
    [InlineData("en US", false)]
    [InlineData("4n", false)]
    [InlineData("englishes", false)]
    public void Validate_Language_TagOfAtMost35Characters(string language, bool isGood) =>
        AssertFaultUnless(isGood, "language", new TriageRequest { Text = "hi", Language = language });

    [Theory]
    [InlineData("default", true)]
    [InlineData("brand-a_2", true)]
    [InlineData("Default", false)]
    [InlineData("a b", false)]
    [InlineData("../x", false)]
    public void Validate_Policy_NameOfItsCharacters(string policy, bool isGood) =>
        AssertFaultUnless(isGood, "policy", new TriageRequest { Text = "hi", Policy = policy });

    [Fact]
    public void Validate_Lengths_EachBoundIsTheLastGoodOne()
    {
        AssertBound(64, "policy", (request, n) => request.Policy = new string('a', n));
        AssertBound(
            128, "context.conversation_id", (request, n) => request.Context.ConversationId = new string('a', n));
        AssertBound(64, "context.available_channels", (request, n) =>
            request.Context.AvailableChannels.Add(Enumerable.Repeat("email", n)));
        AssertBound(32, "context.attributes", (request, n) =>
        {
            for (int i = 0; i < n; i++)
            {
                request.Context.Attributes[$"a{i}"] = "x";
            }
        });
        AssertBound(64, $"context.attributes.{new string('k', 40)}…", (request, n) =>
            request.Context.Attributes[new string('k', n)] = "x");
        AssertBound(256, "context.attributes.k", (request, n) => request.Context.Attributes["k"] = new string('v', n));
    }

    [Theory]
    [InlineData(946_684_800, 0, true)]
    [InlineData(946_684_799, 999_999_999, false)]
    [InlineData(4_133_980_799, 999_999_999, true)]
    [InlineData(4_133_980_800, 0, false)]
    [InlineData(1_800_000_000, -1, false)]
    [InlineData(1_800_000_000, 1_000_000_000, false)]
    public void Validate_Instant_Years2000To2100(long seconds, int nanos, bool isGood) => AssertFaultUnless(
        isGood,
        "context.instant",
        new TriageRequest
        {
            Text = "hi",
            Context = new Context { Instant = new Timestamp { Seconds = seconds, Nanos = nanos } },
        });

    [Fact]
    public void Validate_EveryCriterion_TakesExactlyItsThreeAnswers()
    {
        foreach (string criterion in Core.Scoring.Vocabulary.Criteria)
        {
            for (int answer = -1; answer <= 3; answer++)
            {
                AssertFaultUnless(
                    answer is 0 or 1 or 2,
                    $"answers.{criterion}",
                    new TriageRequest { Text = "hi", Answers = { [criterion] = answer } });
            }
        }
    }

    [Fact]
    public void Validate_GoodRequest_Allocates0Bytes()
    {
        var configuration = typeof(RequestValidator).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>();
        Assert.SkipWhen(configuration?.Configuration == "Debug", "the promise is of optimised code");
        TriageRequest request = new()
        {
            Text = "hi",
            Language = "en",
            Answers = { ["urgency"] = 2 },
            Context = new Context { AvailableChannels = { "email" } },
        };
        Assert.Equal(0, Allocations.Of(() => RequestValidator.Validate(request)));
    }

    private static void AssertBound(int most, string field, Action<TriageRequest, int> set)
    {
        TriageRequest good = new() { Text = "hi", Context = new Context() };
        set(good, most);
        Assert.Null(RequestValidator.Validate(good));
        TriageRequest bad = new() { Text = "hi", Context = new Context() };
        set(bad, most + 1);
        AssertFault(field, bad);
    }

    private static void AssertFaultUnless(bool isGood, string field, TriageRequest request)
    {
        if (isGood)
        {
            Assert.Null(RequestValidator.Validate(request));
        }
        else
        {
            AssertFault(field, request);
        }
    }

    private static void AssertFault(string field, TriageRequest request)
    {
        FieldFault fault = Assert.Single(RequestValidator.Validate(request)!);
        Assert.Equal(field, fault.Field);
        Assert.Contains("expected", fault.Description, StringComparison.Ordinal);
        Assert.InRange(fault.Description.Length, 10, 300);
    }
}
