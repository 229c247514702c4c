using System.CommandLine;
using Google.Protobuf;
using Triage.Core.Scoring;
using Triage.Server.Decisions;
using Triage.V1;

namespace Triage.Cli.Route;

/// <summary><c>triage route</c>: decides queries as the service does.</summary>
internal static class RouteCommand
{
    private const string Description = """
        Scores a query and decides which channel should serve it.

        With --json, prints what the API answers, explanation included: one line a query.
        """;

    private static readonly JsonFormatter Formatter = JsonFormatter.Default;

    public static Command Create()
    {
        Argument<string> query = new("QUERY")
        {
            Description =
                "The customer's words; or a file of queries, one a line; or '-' to read them from standard input.",
        };
        Option<string[]> answers = AnswersOption.Create();
        Option<FileInfo?> policy = PolicyOption.Create();
        Option<FileInfo?> model = ModelOption.Create();
        Option<DateTimeOffset?> instant = new("--at")
        {
            Description = "Instant to decide for, such as 2026-05-04T09:00:00Z. Default: now.",
            HelpName = "INSTANT",
        };
        Option<bool> json = JsonOption.Create();
        Command command = new("route", Description) { query, answers, policy, model, instant, json };
        command.SetAction((parsed, cancellation) =>
        {
            Model loaded = ModelOption.Load(parsed.GetValue(model));
            TriageRequest template = new() { Explain = true };
            AnswersOption.Read(parsed.GetValue(answers) ?? [], template.Answers);
            Batch batch = new(
                new Decider(new Scorer(loaded)),
                PolicyOption.Load(parsed.GetValue(policy), loaded),
                template,
                parsed.GetValue(instant) ?? TimeProvider.System.GetUtcNow());
            return Task.Run(
                () => Run(QuerySource.Open(parsed.GetRequiredValue(query)), batch, parsed.GetValue(json), cancellation),
                cancellation);
        });
        return command;
    }

    private static int Run(QuerySource source, Batch batch, bool asJson, CancellationToken cancellation)
    {
        IReadOnlyList<BatchLine> lines = batch.Decide(source, cancellation);
        foreach (BatchLine line in lines)
        {
            if (line.Response is not { } response)
            {
                Console.Error.WriteLine($"{line.Place}{line.Fault}");
            }
            else if (asJson)
            {
                Console.WriteLine(Formatter.Format(response));
            }
            else if (source.IsSingle)
            {
                DecisionPrinter.Print(line.Text, response);
            }
            else
            {
                Console.WriteLine(Summary(line.Text, response));
            }
        }

        return lines.Any(line => line.Response is null) ? ExitCode.Failure : ExitCode.Success;
    }

    private static string Summary(string text, TriageResponse response) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{response.Cell}  {response.Primary?.Id ?? "-",-20} {response.Secondary?.Id ?? "-",-20} "
        + $"{response.Confidence:F2}  {text}");
}
