using System.CommandLine;
using Spectre.Console;
using Triage.Cli.Agree;
using Triage.Cli.Config;
using Triage.Cli.Evaluate;
using Triage.Cli.Keys;
using Triage.Cli.Route;
using Triage.Cli.Policies;
using Triage.Cli.Train;
using Triage.Cli.Worker;
using Triage.Cli.Workflows;
using Triage.Core.Scoring;
using Triage.Learning.Labels;

namespace Triage.Cli;

/// <summary>The command <c>triage</c> and what becomes of its failures.</summary>
internal static class TriageCommand
{
    private const string Description = """
        Scores customer queries on complexity, severity and effort, and routes them to a channel.

        Exit codes: 0 done; 1 a file cannot be read or has faults, each named on standard error with its line;
        2 the command line is wrong; 130 interrupted.
        """;

    /// <summary>Runs the command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        RootCommand root = new(Description)
        {
            RouteCommand.Create(),
            EvaluateCommand.Create(),
            AgreeCommand.Create(),
            TrainCommand.Create(),
            PolicyCommand.Create(),
            WorkflowCommand.Create(),
            ConfigCommand.Create(),
            KeysCommand.Create(),
            WorkerCommand.Create(),
        };
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Console = AnsiConsole.Create(
                new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        }

        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await parsed.InvokeAsync();
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CorpusException faulty)
        {
            return Fail([.. faulty.Faults.Select(fault => fault.ToString())]);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (e is CommandFailure or ModelException or IOException or UnauthorizedAccessException
            or InvalidDataException)
        {
            return Fail([e.Message]);
        }
    }

    private static int Fail(string[] messages)
    {
        foreach (string message in messages)
        {
            Console.Error.WriteLine(message);
        }

        return ExitCode.Failure;
    }
}
