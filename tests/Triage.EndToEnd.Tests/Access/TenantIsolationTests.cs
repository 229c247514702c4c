using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>One tenant calls every method with whatever names another's things.</summary>
public sealed class TenantIsolationTests(GuardedServer server) : IClassFixture<GuardedServer>
{
    private const string Canary = ForeignCalls.Canary;
    private const int Ok = 0;

    /// <remarks>Step 1: a tenant that has one of everything. Step 2: what it sees. Step 3: another tenant calls every
    /// method with its names, and with names of nothing: the answers differ in nothing.
    /// Step 4: it still sees the same.</remarks>
    [Fact]
    public async Task Call_OfEveryMethodWithForeignIds_SeesAndChangesNothing()
    {
        // Step 1: a tenant that has one of everything.
        (GrpcCaller owner, GrpcCaller stranger, ForeignNames foreign, ForeignNames nothing) =
            await ForeignCalls.SetUpAsync(server);
        using GrpcCaller _ = owner;
        using GrpcCaller __ = stranger;

        // Step 2: what it sees.
        string before = await ViewAsync(owner);
        Assert.Contains(Canary, before, StringComparison.Ordinal);

        // Step 3: another tenant calls every method with its names.
        List<string> wrong = [];
        foreach (MethodDescriptor method in ForeignCalls.Methods)
        {
            string name = $"{method.Service.Name}/{method.Name}";
            string[] answers =
            [
                await AnswerAsync(stranger, name, method, foreign),
                await AnswerAsync(stranger, name, method, nothing),
            ];
            if (answers[0] != answers[1] || answers[0].Contains(Canary, StringComparison.Ordinal))
            {
                wrong.Add($"{name}: {answers[0]}, and of nothing {answers[1]}");
            }
        }

        Assert.Empty(wrong);
        Assert.True(ForeignCalls.Methods.Count >= 22, $"only {ForeignCalls.Methods.Count} methods");

        // Step 4: it still sees the same.
        Assert.Equal(before, await ViewAsync(owner));
    }

    /// <summary>Calls a method: with <paramref name="names"/> in every field that can name something.</summary>
    /// <returns>The status and, of a refusal, its words, with the names made alike.</returns>
    private static async Task<string> AnswerAsync(
        GrpcCaller caller, string name, MethodDescriptor method, ForeignNames names)
    {
        IMessage request = ForeignCalls.Request(method, names);
        (int status, string message, byte[] body) = await caller.SendAsync(
            $"/triage.v1.{name}",
            GrpcCaller.Frame(request.ToByteArray()),
            timeout: method.IsServerStreaming ? "300m" : "20S");
        string leaked = Encoding.UTF8.GetString(body).Contains(Canary, StringComparison.Ordinal) ? Canary : "";

        // An id of another tenant's decision is told apart from a forged one,
        // as the contract says: it is no one's secret.
        bool namesDecision = method.InputType.FindFieldByName("decision_id") is not null;
        string words = namesDecision
            ? ""
            : message.Replace(names.Policy, "POLICY", StringComparison.Ordinal)
                .Replace(names.Draft, "DRAFT", StringComparison.Ordinal);
        return $"{status} {(status == Ok ? "" : words)}{leaked}";
    }

    /// <summary>All that a tenant can see of what is its own.</summary>
    private static async Task<string> ViewAsync(GrpcCaller caller)
    {
        StringBuilder view = new();
        foreach ((string method, IMessage request) in new (string, IMessage)[]
        {
            ("PolicyService/GetPolicy", new GetPolicyRequest { Policy = ForeignCalls.Brand }),
            ("PolicyService/ListVersions", new ListVersionsRequest { Policy = ForeignCalls.Brand }),
            ("PolicyService/ListDrafts", new ListDraftsRequest { Policy = ForeignCalls.Brand }),
            ("PolicyService/ListAudit", new ListAuditRequest()),
            ("ChannelService/WatchChannels", new WatchChannelsRequest()),
        })
        {
            (int status, _, byte[] body) = await caller.SendAsync(
                $"/triage.v1.{method}",
                GrpcCaller.Frame(request.ToByteArray()),
                timeout: request is WatchChannelsRequest ? "1S" : "20S");
            Assert.True(body.Length > 5, $"{method}: {status}");
            view.AppendLine(Encoding.UTF8.GetString(body));
        }

        return view.ToString();
    }
}
