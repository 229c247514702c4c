using System.CommandLine;
using System.Text;
using Triage.Core.Routing.Templates;

namespace Triage.Cli.Policies;

/// <summary><c>triage policy init</c>: a complete policy to start from.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        Option<string> template = new("--template")
        {
            Description = "Industry of the template. Default: technology.",
            DefaultValueFactory = _ => "technology",
        };
        template.AcceptOnlyFromAmong([.. PolicyTemplates.Names]);
        Command command = new(
            "init", "Prints a template: a complete policy with its reasons, for a file.") { template };
        command.SetAction(parsed => Console.Write(
            Encoding.UTF8.GetString(PolicyTemplates.Json(parsed.GetRequiredValue(template)).Span)));
        return command;
    }
}
