using System.CommandLine;
using Triage.Learning.Evaluation;
using Triage.Learning.Labels;

namespace Triage.Cli.Agree;

/// <summary><c>triage agree</c>: measures how well people agree with each other, or with Triage.</summary>
internal static class AgreeCommand
{
    private const string Description = """
        Measures how well people agree with each other on the same lines, or with Triage.

        Each file holds one person's labels, in the format of 'triage evaluate'; lines are matched by their text. With
        one file, or with --with-triage, Triage is one of those compared.
        """;

    public static Command Create()
    {
        Argument<FileInfo[]> files = new("FILE")
        {
            Description = "Labels, one person a file.",
            Arity = ArgumentArity.OneOrMore,
        };
        Option<bool> withTriage = new("--with-triage") { Description = "Compare with the scores of Triage as well." };
        Option<FileInfo?> model = ModelOption.Create();
        Option<bool> json = JsonOption.Create();
        Command command = new("agree", Description) { files, withTriage, model, json };
        command.SetAction((parsed, cancellation) => Task.Run(
            () =>
            {
                List<Rater> raters = [.. ReadAll(parsed.GetRequiredValue(files))];
                if (parsed.GetValue(withTriage) || raters.Count == 1)
                {
                    raters.Add(Rater.OfModel(ModelOption.Load(parsed.GetValue(model)), raters[0]));
                }

                Print(raters, parsed.GetValue(json));
            },
            cancellation));
        return command;
    }

    /// <exception cref="CorpusException">Files have faults; those of all files are named.</exception>
    private static List<Rater> ReadAll(FileInfo[] files)
    {
        List<Rater> raters = [];
        List<CorpusFault> faults = [];
        foreach (FileInfo file in files)
        {
            try
            {
                raters.Add(Rater.Of(file.ToString(), CorpusReader.Read([file.ToString()])));
            }
            catch (CorpusException faulty)
            {
                faults.AddRange(faulty.Faults);
            }
        }

        return faults.Count == 0 ? raters : throw new CorpusException(faults);
    }

    private static void Print(List<Rater> raters, bool asJson)
    {
        AgreementReport report;
        try
        {
            report = AgreementReport.Of(raters);
        }
        catch (ArgumentException e)
        {
            throw new CommandFailure(e.Message);
        }

        if (asJson)
        {
            AgreementJson.Write(report);
        }
        else
        {
            AgreementPrinter.Print(report);
        }
    }
}
