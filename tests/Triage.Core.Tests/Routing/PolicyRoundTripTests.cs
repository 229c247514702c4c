using FsCheck;
using FsCheck.Fluent;
using Triage.Core.Routing.Documents;

namespace Triage.Core.Tests.Routing;

public sealed class PolicyRoundTripTests
{
    [Fact]
    public void Write_AnyDocument_IsReadBackAsItWas() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(),
        seed =>
        {
            PolicyDocument document = new RandomPolicy(seed).Document();
            byte[] json = PolicyWriter.Write(document);
            PolicyDocument? read = PolicyReader.Read(json, out var faults);
            return faults.Count == 0 && document == read && PolicyWriter.Write(read).AsSpan().SequenceEqual(json);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Write_BinaryPolicy_IsReadBackAsItWas()
    {
        PolicyDocument? read = PolicyReader.Read(PolicyWriter.Write(Policies.Binary), out _);
        Assert.Equal(Policies.Binary, read);
    }
}
