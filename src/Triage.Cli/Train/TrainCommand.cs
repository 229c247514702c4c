using System.CommandLine;
using Triage.Core.Scoring;
using Triage.Learning.Training;

namespace Triage.Cli.Train;

/// <summary><c>triage train</c>: makes a model of the training data.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        Option<FileInfo> output = new("--out")
        {
            Description = "Where to write the model. Default: model.bin in the current folder.",
            DefaultValueFactory = _ => new FileInfo("model.bin"),
            HelpName = "FILE",
        };
        Option<DirectoryInfo?> data = CorpusFolder.Option();
        Command command = new("train", "Trains a model. The same data give the same bytes, on any processor.")
        {
            output,
            data,
        };
        command.SetAction((parsed, cancellation) =>
        {
            string folder = CorpusFolder.Find(parsed.GetValue(data));
            return Task.Run(() => Train(folder, parsed.GetRequiredValue(output).FullName), cancellation);
        });
        return command;
    }

    private static int Train(string folder, string output)
    {
        byte[] model = ModelTrainer.Train(TrainingData.Read(folder), new TrainingOptions(), StandardError.Progress);
        File.WriteAllBytes(output, model);
        Console.WriteLine($"{output}: model {Model.Load(model).Version}, {model.Length} bytes");
        return ExitCode.Success;
    }
}
