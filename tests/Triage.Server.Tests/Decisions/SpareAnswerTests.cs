using Triage.Core.Routing;
using Triage.Core.Scoring;
using Triage.Server.Decisions;
using Triage.V1;

namespace Triage.Server.Tests.Decisions;

public sealed class SpareAnswerTests
{
    private readonly Decider _decider = new(new Scorer(Model.Embedded));
    private readonly ServedPolicy _policy =
        new(DefaultPolicy.Compile(Model.Embedded.DefaultPolicy, new HostZones()), version: 0);

    [Fact]
    public void Decide_PartsOfAnotherAnswer_SaysNothingOfIt()
    {
        TriageResponse expected = Decide("Where is my parcel?");
        TriageResponse other = Decide("I was charged twice and nobody answers my emails, I want a person!");
        SpareAnswer.Keep(other);
        JobScore part = other.Jobs[0];
        TriageResponse again = Decide("Where is my parcel?");
        Assert.Same(part, again.Jobs[0]);
        again.DecisionId = expected.DecisionId;
        Assert.Equal(expected, again);
    }

    [Fact]
    public void Decide_AnswerNotGivenBack_KeepsItsParts()
    {
        TriageResponse kept = Decide("Where is my parcel?");
        TriageResponse copy = kept.Clone();
        Decide("I was charged twice and nobody answers my emails, I want a person!");
        Assert.Equal(copy, kept);
    }

    [Fact]
    public void Keep_Twice_LendsThePartsOnce()
    {
        TriageResponse given = Decide("Where is my parcel?");
        SpareAnswer.Keep(given);
        TriageResponse first = Decide("Hello!");
        SpareAnswer.Keep(given);
        Assert.NotSame(first.Jobs[0], Decide("Hello!").Jobs[0]);
    }

    private TriageResponse Decide(string text) =>
        _decider.Decide("default", new TriageRequest { Text = text }, _policy, DateTimeOffset.UnixEpoch.AddYears(56));
}
