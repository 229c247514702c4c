using Triage.Core.Routing;
using Triage.Core.Scoring;
using Triage.Rpc;
using Triage.Server.Decisions;
using Triage.V1;

namespace Triage.Server.Tests.Decisions;

public sealed class ScorePartsTests
{
    private readonly Decider _decider = new(new Scorer(Model.Embedded));
    private readonly ServedPolicy _policy =
        new(DefaultPolicy.Compile(Model.Embedded.DefaultPolicy, new HostZones()), version: 0);

    [Fact]
    public void Decide_PartsOfAnotherAnswer_SaysNothingOfIt()
    {
        TriageResponse expected = Decide("Where is my parcel?");
        TriageResponse other = Decide("I was charged twice and nobody answers my emails, I want a person!");
        ((IReusableMessage)other).Reuse();
        TriageResponse again = Decide("Where is my parcel?");
        Assert.Same(other.Jobs[0], again.Jobs[0]);
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
    public void Reuse_Twice_LendsThePartsOnce()
    {
        IReusableMessage given = Decide("Where is my parcel?");
        given.Reuse();
        given.Reuse();
        Assert.NotSame(Decide("Hello!").Jobs[0], Decide("Hello!").Jobs[0]);
    }

    private TriageResponse Decide(string text) =>
        _decider.Decide("default", new TriageRequest { Text = text }, _policy, DateTimeOffset.UnixEpoch.AddYears(56));
}
