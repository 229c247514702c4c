using System.Text;
using Microsoft.Extensions.Options;
using Triage.Core.Routing.Lint;
using Triage.Core.Routing.Templates;
using Triage.Core.Routing;
using Triage.Core.Scoring;
using Triage.Rpc;
using Triage.Server.Access;
using Triage.Server.Decisions;
using Triage.Storage.Policies;
using Triage.Storage.Replication;
using Triage.V1;
using PolicyVersion = Triage.Storage.Policies.PolicyVersion;

namespace Triage.Server.Policies;

/// <summary><c>triage.v1.PolicyService</c>: reading, checking and comparing.</summary>
internal sealed partial class PolicyService(
    PolicyStore store,
    PolicyCompiler compiler,
    IPolicySink replica,
    Decisions.Decider decider,
    AccessMetrics access,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    IOptions<PolicyOptions> options)
{
    /// <summary>What decides until a first version is published.</summary>
    private readonly string _builtInDocument =
        Encoding.UTF8.GetString(PolicyTemplates.Json(options.Value.Template).Span);

    public Task<Policy> GetPolicy(GetPolicyRequest request, ServerCallContext context) => PolicyErrors.MapAsync(
        () => ReadAsync(
            PolicyRequests.Key(context, request.Policy),
            PolicyRequests.NotNegative("version", request.Version),
            context.CancellationToken));

    public Task<ListVersionsResponse> ListVersions(ListVersionsRequest request, ServerCallContext context) =>
        PolicyErrors.MapAsync(async () => new ListVersionsResponse
        {
            Versions =
            {
                (await store.ListVersionsAsync(
                    PolicyRequests.Key(context, request.Policy),
                    PolicyRequests.NotNegative("before", request.Before),
                    PolicyRequests.Limit(request.Limit),
                    context.CancellationToken)).Select(PolicyMessages.Of),
            },
        });

    public Task<ListAuditResponse> ListAudit(ListAuditRequest request, ServerCallContext context) =>
        PolicyErrors.MapAsync(async () => new ListAuditResponse
        {
            Entries =
            {
                (await store.ListAuditAsync(
                    context.GetCaller().Tenant,
                    PolicyRequests.NotNegative("before", request.Before),
                    PolicyRequests.Limit(request.Limit),
                    context.CancellationToken)).Select(PolicyMessages.Of),
            },
        });

    public Task<ValidatePolicyResponse> ValidatePolicy(ValidatePolicyRequest request, ServerCallContext context)
    {
        ValidatePolicyResponse response = new();
        RoutingPolicy? policy = compiler.TryCompile(
            request.Document, out IReadOnlyList<Core.Routing.Documents.PolicyFault> faults);
        response.Faults.AddRange(
            faults.Select(fault => new V1.PolicyFault { Path = fault.Path, Message = fault.Message }));
        if (policy is not null)
        {
            response.Warnings.AddRange(PolicyLint.Check(policy.Document).Select(finding => new PolicyWarning
            {
                Name = finding.Name,
                Cells = { finding.Cells.Select(cell => cell.ToString()) },
                Message = finding.Message,
            }));
        }

        return Task.FromResult(response);
    }

    public Task<DiffPoliciesResponse> DiffPolicies(DiffPoliciesRequest request, ServerCallContext context) =>
        PolicyErrors.MapAsync(async () =>
        {
            PolicyKey key = PolicyRequests.Key(context, request.Policy);
            (RoutingPolicy from, _) = await ChooseAsync(key, request.From, context.CancellationToken);
            (RoutingPolicy to, _) = await ChooseAsync(key, request.To, context.CancellationToken);
            return PolicyDiff.Compare(compiler.Write(from), compiler.Write(to));
        });

    /// <summary>Compiles a document that must be without faults.</summary>
    private RoutingPolicy Compile(string document) =>
        document.Length == 0 ? throw PolicyErrors.Invalid("document", "expected a policy document in JSON, got none")
        : compiler.TryCompile(document, out IReadOnlyList<Core.Routing.Documents.PolicyFault> faults)
            ?? throw PolicyErrors.Invalid(faults);

    private async Task<Policy> ReadAsync(PolicyKey key, int version, CancellationToken cancellation)
    {
        PublishedPolicy? published = await store.FindPublishedAsync(key, cancellation);
        if (published is not null)
        {
            return await ReadAsync(published, version, cancellation);
        }

        if (version == 0 && key.Policy == PolicyName.Default)
        {
            return PolicyMessages.Of(key, null, _builtInDocument, null, null);
        }

        throw new PolicyStoreException(
            PolicyStoreError.NotFound,
            $"policy '{key.Policy}': " + (version == 0 ? "nothing" : $"there is no version {version}, nothing")
            + " was published");
    }

    private async Task<Policy> ReadAsync(PublishedPolicy published, int version, CancellationToken cancellation)
    {
        PolicyKey key = published.Key;
        PolicyVersion found = await store.GetVersionAsync(
            key, version == 0 ? published.Head.Version : version, cancellation);
        PolicyVersion? candidate = published.Candidate is Candidate tried
            ? await store.GetVersionAsync(key, tried.Version.Version, cancellation)
            : null;
        return PolicyMessages.Of(key, found, found.Document, published, candidate);
    }

    /// <summary>Tells, in one line, how what the winner of a race left differs from a version; 0: from the built-in
    /// one.</summary>
    private async Task<string> TellChangesAsync(
        PolicyKey key, int from, RaceWinner winner, CancellationToken cancellation) =>
        PolicyDiff.Describe(PolicyDiff.Compare(
            from > 0 ? (await store.GetVersionAsync(key, from, cancellation)).Document : _builtInDocument,
            winner.Document!));

    private async Task<(RoutingPolicy Policy, int Version)> ChooseAsync(
        PolicyKey key, PolicyChoice? choice, CancellationToken cancellation)
    {
        switch (choice?.ChoiceCase)
        {
            case PolicyChoice.ChoiceOneofCase.Document:
                return (Compile(choice.Document), 0);
            case PolicyChoice.ChoiceOneofCase.Draft:
                return (Compile((await store.GetDraftAsync(key, choice.Draft, cancellation)).Content.Document), 0);
            default:
                Policy policy = await ReadAsync(
                    key, PolicyRequests.NotNegative("version", choice?.Version ?? 0), cancellation);
                return (Compile(policy.Document), policy.Version.Version);
        }
    }

    private static string ModelVersion => Model.Embedded.Version;
}
