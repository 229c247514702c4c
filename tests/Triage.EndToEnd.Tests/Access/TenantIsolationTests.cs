using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Triage.Core.Routing;
using Triage.Storage.Keys;
using Triage.Storage.Policies;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>One tenant calls every method with whatever names another's things.</summary>
public sealed class TenantIsolationTests(GuardedServer server) : IClassFixture<GuardedServer>
{
    private const string Canary = "Pelargonium";
    private const string Brand = "pelargonium-brand";
    private const int Ok = 0;

    private static readonly IReadOnlyList<MethodDescriptor> Methods =
    [
        .. from type in typeof(TriageReflection).Assembly.GetTypes()
           where type.Namespace == typeof(TriageReflection).Namespace
               && type.Name.EndsWith("Reflection", StringComparison.Ordinal)
           from service in ((FileDescriptor)type.GetProperty("Descriptor")!.GetValue(null)!).Services
           from method in service.Methods
           select method,
    ];

    /// <remarks>Step 1: a tenant that has one of everything. Step 2: what it sees. Step 3: another tenant calls every
    /// method with its names, and with names of nothing: the answers differ in nothing.
    /// Step 4: it still sees the same.</remarks>
    [Fact]
    public async Task Call_OfEveryMethodWithForeignIds_SeesAndChangesNothing()
    {
        // Step 1: a tenant that has one of everything.
        (_, string ownerKey) = await server.CreateAsync(Roles.Admin, "owner");
        (_, string strangerKey) = await server.CreateAsync(Roles.Admin, "stranger");
        using GrpcCaller owner = new(server.Process.Grpc, ownerKey);
        using GrpcCaller stranger = new(server.Process.Grpc, strangerKey);
        PolicyDraft draft = await server.GiveAsync(new PolicyKey("owner", Brand), Document());
        TriageRequest request = new() { Text = "Where is my order?", Policy = Brand };
        await WaitForAsync(owner, request);
        string decision = (await owner.CallAsync(request)).DecisionId;
        Assert.Equal(Ok, (await SendAsync(owner, "ChannelService/ReportStatus", Report(Brand))).Status);

        // Step 2: what it sees.
        string before = await ViewAsync(owner);
        Assert.Contains(Canary, before, StringComparison.Ordinal);

        // Step 3: another tenant calls every method with its names.
        Names foreign = new(
            Brand, draft.Id, draft.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture), decision);
        Names nothing = new(
            "nothing-at-all000", new string('0', draft.Id.Length), foreign.Etag, decision[..^4] + "AAAA");
        List<string> wrong = [];
        foreach (MethodDescriptor method in Methods)
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
        Assert.True(Methods.Count >= 22, $"only {Methods.Count} methods");

        // Step 4: it still sees the same.
        Assert.Equal(before, await ViewAsync(owner));
    }

    private static string Document() => Encoding.UTF8.GetString(DefaultPolicy.Json.Span)
        .Replace("\"name\": \"Technology company\"", $"\"name\": \"{Canary}\"", StringComparison.Ordinal);

    /// <summary>Calls a method: with <paramref name="names"/> in every field that can name something.</summary>
    /// <returns>The status and, of a refusal, its words, with the names made alike.</returns>
    private static async Task<string> AnswerAsync(GrpcCaller caller, string name, MethodDescriptor method, Names names)
    {
        IMessage request = Fill(method.InputType, names, depth: 0);
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

    private static IMessage Fill(MessageDescriptor type, Names names, int depth)
    {
        IMessage message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (FieldDescriptor field
            in type.Fields.InDeclarationOrder().Where(field => field.ContainingOneof is null))
        {
            object? value = field.Name switch
            {
                "policy" => names.Policy,
                "id" => names.Draft,
                "etag" => names.Etag,
                "decision_id" => names.Decision,
                "version" => 1,
                "document" => Document().Replace(Canary, "Mine", StringComparison.Ordinal),
                "text" => "Where is my order?",
                "reason" when field.FieldType == FieldType.Enum => 1,
                _ => null,
            };
            if (value is null && field is { FieldType: FieldType.Message, IsRepeated: false, IsMap: false } && depth < 2
                && field.MessageType.File.Package == "triage.v1")
            {
                value = field.MessageType.Name == nameof(PolicyChoice)
                    ? new PolicyChoice { Draft = names.Draft }
                    : Fill(field.MessageType, names, depth + 1);
            }

            if (value is not null && !field.IsRepeated)
            {
                field.Accessor.SetValue(message, value);
            }
        }

        switch (message)
        {
            case TryPolicyRequest tried:
                tried.Texts.Add("Where is my order?");
                break;
            case ReportStatusRequest:
                return Report(names.Policy);
        }

        return message;
    }

    private static ReportStatusRequest Report(string policy) => new()
    {
        Policy = policy,
        Reports =
        {
            new ChannelStatus
            {
                Channel = "phone",
                State = Triage.V1.ChannelState.Busy,
                ExpectedWaitMinutes = policy == Brand ? 17 : 5,
                ExpiresAt = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow().AddHours(1)),
            },
        },
    };

    /// <summary>All that a tenant can see of what is its own.</summary>
    private static async Task<string> ViewAsync(GrpcCaller caller)
    {
        StringBuilder view = new();
        foreach ((string method, IMessage request) in new (string, IMessage)[]
        {
            ("PolicyService/GetPolicy", new GetPolicyRequest { Policy = Brand }),
            ("PolicyService/ListVersions", new ListVersionsRequest { Policy = Brand }),
            ("PolicyService/ListDrafts", new ListDraftsRequest { Policy = Brand }),
            ("PolicyService/ListAudit", new ListAuditRequest()),
            ("ChannelService/WatchChannels", new WatchChannelsRequest()),
        })
        {
            (int status, byte[] body) = await SendAsync(caller, method, request);
            Assert.True(body.Length > 5, $"{method}: {status}");
            view.AppendLine(Encoding.UTF8.GetString(body));
        }

        return view.ToString();
    }

    private static async Task<(int Status, byte[] Body)> SendAsync(GrpcCaller caller, string method, IMessage request)
    {
        (int status, _, byte[] body) =
            await caller.SendAsync($"/triage.v1.{method}", GrpcCaller.Frame(request.ToByteArray()), timeout: "500m");
        return (status, body);
    }

    /// <summary>Waits until the service decides by a policy that was published in its database.</summary>
    private static async Task WaitForAsync(GrpcCaller caller, TriageRequest request)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while ((await SendAsync(caller, "TriageService/Triage", request)).Status != Ok)
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private sealed record Names(string Policy, string Draft, string Etag, string Decision);
}
