using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Triage.Core.Routing;
using Triage.Storage.Keys;
using Triage.Storage.Policies;
using Triage.Storage.Tests.Support;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>What can be named in calls: the same of two tenants, or of nothing.</summary>
internal sealed record ForeignNames(string Policy, string Draft, string Etag, string Decision);

/// <summary>Calls of every method with whatever names a thing of another tenant.</summary>
internal static class ForeignCalls
{
    /// <summary>A word in everything that the other tenant has.</summary>
    public const string Canary = "Pelargonium";

    /// <summary>The other tenant's policy.</summary>
    public const string Brand = "pelargonium-brand";

    private const int Ok = 0;

    public static readonly IReadOnlyList<MethodDescriptor> Methods =
    [
        .. from type in typeof(TriageReflection).Assembly.GetTypes()
           where type.Namespace == typeof(TriageReflection).Namespace
               && type.Name.EndsWith("Reflection", StringComparison.Ordinal)
           from service in ((FileDescriptor)type.GetProperty("Descriptor")!.GetValue(null)!).Services
           from method in service.Methods
           select method,
    ];

    /// <summary>Gives a tenant one of everything.</summary>
    /// <returns>That tenant, another, what the first one's things are called, and such names of nothing.</returns>
    public static async Task<(GrpcCaller Owner, GrpcCaller Stranger, ForeignNames Foreign, ForeignNames Nothing)>
        SetUpAsync(GuardedServer server)
    {
        (_, string ownerKey) = await server.CreateAsync(Roles.Admin, "owner");
        (_, string strangerKey) = await server.CreateAsync(Roles.Admin, "stranger");
        GrpcCaller owner = new(server.Process.Grpc, ownerKey);
        PolicyDraft draft = await server.GiveAsync(new PolicyKey("owner", Brand), Document());
        TriageRequest request = new() { Text = "Where is my order?", Policy = Brand };
        await Eventually.HoldsAsync(
            async () => (await SendAsync(owner, "TriageService/Triage", request)).Status == Ok,
            withinSeconds: 30,
            () => "the policy is not known");
        string decision = (await owner.CallAsync(request)).DecisionId;
        Assert.Equal(Ok, (await SendAsync(owner, "ChannelService/ReportStatus", Report(Brand))).Status);
        ForeignNames foreign = new(
            Brand, draft.Id, draft.Revision.ToString(CultureInfo.InvariantCulture), decision);
        ForeignNames nothing = new(
            "nothing-at-all000", new string('0', draft.Id.Length), foreign.Etag, decision[..^4] + "AAAA");
        return (owner, new GrpcCaller(server.Process.Grpc, strangerKey), foreign, nothing);
    }

    private static string Document() => Encoding.UTF8.GetString(DefaultPolicy.Json.Span)
        .Replace("\"name\": \"Technology company\"", $"\"name\": \"{Canary}\"", StringComparison.Ordinal);

    /// <summary>Makes a request of a method, with <paramref name="names"/> in every field that can name
    /// something.</summary>
    public static IMessage Request(MethodDescriptor method, ForeignNames names) =>
        Fill(method.InputType, names, depth: 0);

    private static Task<(int Status, string Message, byte[] Body)> SendAsync(
        GrpcCaller caller, string method, IMessage request) =>
        caller.SendAsync($"/triage.v1.{method}", GrpcCaller.Frame(request.ToByteArray()), timeout: "20S");

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

    private static IMessage Fill(MessageDescriptor type, ForeignNames names, int depth)
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
}
