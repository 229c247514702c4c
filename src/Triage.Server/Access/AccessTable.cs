using System.Collections.Frozen;
using Google.Protobuf.Reflection;
using Triage.Storage.Keys;

namespace Triage.Server.Access;

/// <summary>Which role may call which method. A method that is not here is refused to all.</summary>
internal static class AccessTable
{
    private const Roles Platform = Roles.Caller | Roles.Admin;
    private const Roles People = Roles.Analyst | Roles.Approver | Roles.Admin;
    private const Roles Publishers = Roles.Approver | Roles.Admin;

    private static readonly MethodAccess Nobody = new(Roles.None);

    /// <summary>Gets who may ask for a method that there is not, and is told which there are; all others are told the
    /// same as of one that there is.</summary>
    public static MethodAccess Unknown { get; } = new(Roles.All & ~Roles.Widget);

    /// <summary>The table, by "package.Service/Method".</summary>
    public static FrozenDictionary<string, MethodAccess> Methods { get; } =
        new Dictionary<string, MethodAccess>(StringComparer.Ordinal)
        {
            ["triage.v1.TriageService/Triage"] = new(Roles.All),
            ["triage.v1.TriageService/Escalate"] = new(Platform),
            ["triage.v1.TriageService/Explain"] = new(Roles.All & ~Roles.Widget),
            ["triage.v1.TriageService/TriageBatch"] = new(Platform),
            ["triage.v1.TriageService/TriageStream"] = new(Platform),

            ["triage.v1.PolicyService/GetPolicy"] = new(People),
            ["triage.v1.PolicyService/ListVersions"] = new(People),
            ["triage.v1.PolicyService/ListDrafts"] = new(People),
            ["triage.v1.PolicyService/GetDraft"] = new(People),
            ["triage.v1.PolicyService/CreateDraft"] = new(People),
            ["triage.v1.PolicyService/UpdateDraft"] = new(People),
            ["triage.v1.PolicyService/DeleteDraft"] = new(People),
            ["triage.v1.PolicyService/ValidatePolicy"] = new(People),
            ["triage.v1.PolicyService/DiffPolicies"] = new(People),
            ["triage.v1.PolicyService/TryPolicy"] = new(People),
            ["triage.v1.PolicyService/ApproveDraft"] = new(Publishers),
            ["triage.v1.PolicyService/PublishDraft"] = new(Publishers),
            ["triage.v1.PolicyService/EndRollout"] = new(Publishers),
            ["triage.v1.PolicyService/Rollback"] = new(Publishers),
            ["triage.v1.PolicyService/ListAudit"] = new(People),
            ["triage.v1.PolicyService/SetFourEyes"] = new(Roles.Admin),
            ["triage.v1.PolicyService/WatchPolicy"] = new(People),

            ["triage.v1.WorkflowService/List"] = new(Roles.All & ~Roles.Widget),
            ["triage.v1.WorkflowService/Get"] = new(Roles.All & ~Roles.Widget),

            ["triage.v1.ChannelService/ReportStatus"] = new(Platform),
            ["triage.v1.ChannelService/WatchChannels"] = new(Roles.All & ~Roles.Widget),

            ["grpc.health.v1.Health/Check"] = new(Roles.All, IsOpen: true),
            ["grpc.health.v1.Health/List"] = new(Roles.All, IsOpen: true),
            ["grpc.health.v1.Health/Watch"] = new(Roles.All, IsOpen: true),
            ["grpc.reflection.v1.ServerReflection/ServerReflectionInfo"] = new(Roles.All & ~Roles.Widget),
            ["grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"] = new(Roles.All & ~Roles.Widget),
        }.ToFrozenDictionary();

    /// <summary>Looks a method up.</summary>
    public static MethodAccess Of(MethodDescriptor method) =>
        Methods.GetValueOrDefault($"{method.Service.FullName}/{method.Name}", Nobody);
}
