using System.CommandLine;
using Triage.Learning.Evaluation;
using Triage.Learning.Labels;
using Triage.Learning.Training;

namespace Triage.Cli.Evaluate;

/// <summary><c>triage evaluate</c>: measures how well a model agrees with labels.</summary>
internal static class EvaluateCommand
{
    private const string Description = """
        Measures how well the scores agree with labels.

        A file has one query a line, fields separated by TAB: text; 12 digits, the answers to the criteria, or '-';
        3 digits, the levels of complexity, severity, effort; one or two jobs; the workflow; optionally the language.
        """;

    public static Command Create()
    {
        Argument<FileInfo[]> files = new("FILE")
        {
            Description = "Labelled queries.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<bool> leaveOneFileOut = new("--leave-one-file-out")
        {
            Description = "Train once without each natural English file of the training data, and measure on it. "
                + "Takes some minutes.",
        };
        Option<int?> groups = new("--groups")
        {
            Description = "With --leave-one-file-out: deal the natural files of all languages out to so many groups "
                + "(2 or more) and leave one group out at a time. Faster, and a harder test.",
            HelpName = "N",
        };
        Option<bool> json = JsonOption.Create();
        Option<FileInfo?> model = ModelOption.Create();
        Option<DirectoryInfo?> data = CorpusFolder.Option();
        Command command = new("evaluate", Description) { files, leaveOneFileOut, groups, model, data, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(leaveOneFileOut) == result.GetValue(files) is { Length: > 0 })
            {
                result.AddError("evaluate: expected either FILE... or --leave-one-file-out");
            }

            if (result.GetValue(groups) is { } count && (count < 2 || !result.GetValue(leaveOneFileOut)))
            {
                result.AddError($"--groups: expected 2 or more beside --leave-one-file-out, got {count}");
            }
        });
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                IReadOnlyList<ScoredQuery> lines = parsed.GetValue(leaveOneFileOut)
                    ? ScoreHeldOut(
                        TrainingData.Read(CorpusFolder.Find(parsed.GetValue(data))),
                        parsed.GetValue(groups),
                        cancellation)
                    : ScoredQuery.ScoreAll(
                        CorpusReader.Read(parsed.GetRequiredValue(files).Select(file => file.ToString())),
                        ModelOption.Load(parsed.GetValue(model)));
                Print(lines, parsed.GetValue(json));
            },
            cancellation));
        return command;
    }

    private static IReadOnlyList<ScoredQuery> ScoreHeldOut(
        TrainingData data, int? groups, CancellationToken cancellation) =>
        HeldOutFiles.Score(
            data,
            groups is { } count ? HeldOutFiles.InGroups(data, count) : HeldOutFiles.OneByOne(data),
            new TrainingOptions(),
            StandardError.Progress,
            cancellation);

    private static void Print(IReadOnlyList<ScoredQuery> lines, bool asJson)
    {
        if (lines.Count == 0)
        {
            throw new CommandFailure("evaluate: expected at least one labelled query, got none");
        }

        if (asJson)
        {
            EvaluationJson.Write(EvaluationReport.Of(lines));
        }
        else
        {
            EvaluationPrinter.Print(EvaluationReport.Of(lines), LanguageKappas.Of(lines));
        }
    }
}
