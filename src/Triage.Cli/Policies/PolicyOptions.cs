using System.CommandLine;
using Triage.V1;

namespace Triage.Cli.Policies;

/// <summary>Options that the policy commands share.</summary>
internal sealed class PolicyOptions
{
    public Option<Uri> Server { get; } = ServerOption.Create();

    public Option<string> Name { get; } = new("--name")
    {
        Description = "Name of the policy. Default: default.",
        DefaultValueFactory = _ => "default",
        Recursive = true,
    };

    /// <summary>Makes a command that talks to the service.</summary>
    public Command Command(
        string name,
        string description,
        IEnumerable<Symbol> symbols,
        Func<ParseResult, PolicyClient, string, CancellationToken, Task> run)
    {
        Command command = new(name, description);
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)symbol);
            }
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            using PolicyClient client = new(parsed.GetRequiredValue(Server));
            await run(parsed, client, parsed.GetRequiredValue(Name), cancellation);
            return ExitCode.Success;
        });
        return command;
    }

    public static Task<Policy> PublishedAsync(PolicyClient client, string name, CancellationToken cancellation) =>
        client.CallAsync<Policy>("GetPolicy", new GetPolicyRequest { Policy = name }, cancellation);

    public static Task<Draft> DraftAsync(
        PolicyClient client, string name, string id, CancellationToken cancellation) =>
        client.CallAsync<Draft>("GetDraft", new GetDraftRequest { Policy = name, Id = id }, cancellation);
}
