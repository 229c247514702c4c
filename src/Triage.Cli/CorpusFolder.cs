using System.CommandLine;

namespace Triage.Cli;

/// <summary><c>--data FOLDER</c>: where the training data lies.</summary>
internal static class CorpusFolder
{
    private static readonly string InRepository = Path.Combine("src", "Triage.Learning", "corpus");

    public static Option<DirectoryInfo?> Option() => new("--data")
    {
        Description = "Folder of the training data. Default: src/Triage.Learning/corpus, here or in a folder above.",
        HelpName = "FOLDER",
    };

    /// <summary>Finds the folder.</summary>
    /// <exception cref="CommandFailure">It is not there.</exception>
    public static string Find(DirectoryInfo? given)
    {
        if (given is not null)
        {
            return given.Exists ? given.FullName : throw new CommandFailure($"--data: no folder {given}");
        }

        for (DirectoryInfo? folder = new(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            string corpus = Path.Combine(folder.FullName, InRepository);
            if (Directory.Exists(corpus))
            {
                return corpus;
            }
        }

        throw new CommandFailure($"--data: no {InRepository} here or above; name the folder");
    }
}
