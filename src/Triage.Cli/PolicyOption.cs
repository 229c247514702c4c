using System.CommandLine;
using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;
using Triage.Server.Decisions;

namespace Triage.Cli;

/// <summary><c>--policy FILE</c>: which policy decides.</summary>
internal static class PolicyOption
{
    public static Option<FileInfo?> Create() => new("--policy")
    {
        Description = "Policy document (JSON) to decide by. Default: the policy that comes with triage.",
        HelpName = "FILE",
    };

    /// <exception cref="CommandFailure">The document has faults; all are named.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ServedPolicy Load(FileInfo? file, Model model)
    {
        HostZones zones = new();
        if (file is null)
        {
            return new ServedPolicy(DefaultPolicy.Compile(model.DefaultPolicy, zones), version: 0);
        }

        byte[] document = File.ReadAllBytes(file.FullName);
        RoutingPolicy? policy = RoutingPolicy.Compile(
            document, model.DefaultPolicy, zones, out IReadOnlyList<PolicyFault> faults);
        return policy is not null
            ? new ServedPolicy(policy, version: 0)
            : throw new CommandFailure(string.Join(Environment.NewLine, faults.Select(fault => $"{file}: {fault}")));
    }
}
