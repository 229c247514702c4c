using Triage.Server.Decisions;
using Triage.V1;

namespace Triage.Server.Tests.Decisions;

public sealed class RequestDigestTests
{
    [Fact]
    public void Of_SameAnswersInAnotherOrder_IsTheSame()
    {
        TriageRequest one = new() { Text = "hi", Answers = { ["urgency"] = 2, ["distress"] = 1 } };
        TriageRequest other = new() { Text = "hi", Answers = { ["distress"] = 1, ["urgency"] = 2 } };
        Assert.Equal(RequestDigest.Of(one), RequestDigest.Of(other));
        Assert.Equal(RequestDigest.Of(one), RequestDigest.Of(TriageRequest.Parser.ParseJson(one.ToString())));
    }

    [Fact]
    public void Of_AnotherRequest_IsAnother()
    {
        TriageRequest one = new() { Text = "hi", Answers = { ["urgency"] = 2 } };
        ulong digest = RequestDigest.Of(one);
        Assert.NotEqual(digest, RequestDigest.Of(new TriageRequest { Text = "hi!", Answers = { ["urgency"] = 2 } }));
        Assert.NotEqual(digest, RequestDigest.Of(new TriageRequest { Text = "hi", Answers = { ["urgency"] = 1 } }));
        Assert.NotEqual(
            digest, RequestDigest.Of(new TriageRequest { Text = "hi", Answers = { ["urgency"] = 2 }, Policy = "p" }));
    }
}
