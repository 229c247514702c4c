using System.CommandLine;
using Triage.Core.Scoring;

namespace Triage.Cli;

/// <summary><c>--model FILE</c>: which model scores.</summary>
internal static class ModelOption
{
    public static Option<FileInfo?> Create() => new("--model")
    {
        Description = "Model file to score with. Default: the model that comes with triage.",
        HelpName = "FILE",
    };

    /// <exception cref="ModelException">The file is not a usable model.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Model Load(FileInfo? file) =>
        file is null ? Model.Embedded : Model.Load(File.ReadAllBytes(file.FullName));

    /// <summary>Reads a model file, or the one that comes with triage.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[] ReadFile(FileInfo? file) =>
        file is null ? Model.EmbeddedFile() : File.ReadAllBytes(file.FullName);
}
