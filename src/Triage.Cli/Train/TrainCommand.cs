using System.CommandLine;
using Triage.Core.Scoring;
using Triage.Learning.Adaptation;
using Triage.Learning.Labels;
using Triage.Learning.Training;

namespace Triage.Cli.Train;

/// <summary><c>triage train</c>: makes a model of the training data, or adapts one to a company's own lines.</summary>
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
        Option<FileInfo[]> corpus = new("--corpus")
        {
            Description =
                "Labelled queries of your own (the corpus format): adapts --base to them instead of training anew.",
            AllowMultipleArgumentsPerToken = true,
            HelpName = "FILES",
        };
        Option<FileInfo?> baseModel = new("--base")
        {
            Description = "Model to adapt. Default: the model that comes with triage.",
            HelpName = "MODEL",
        };
        Command command = new("train", "Trains a model. The same data give the same bytes, on any processor.")
        {
            output,
            data,
            corpus,
            baseModel,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(baseModel) is not null && result.GetResult(corpus) is null)
            {
                result.AddError("--base: expected together with --corpus FILES, got it alone");
            }
        });
        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(corpus) is { Length: > 0 } files)
            {
                return Task.Run(
                    () => Adapt(files, parsed.GetValue(baseModel), parsed.GetRequiredValue(output).FullName),
                    cancellation);
            }

            string folder = CorpusFolder.Find(parsed.GetValue(data));
            return Task.Run(() => Train(folder, parsed.GetRequiredValue(output).FullName), cancellation);
        });
        return command;
    }

    private static int Train(string folder, string output)
    {
        byte[] model = ModelTrainer.Train(TrainingData.Read(folder), new TrainingOptions(), StandardError.Progress);
        return Save(model, output);
    }

    private static int Adapt(FileInfo[] files, FileInfo? baseModel, string output)
    {
        IReadOnlyList<LabelledQuery> queries = CorpusReader.Read(files.Select(file => file.FullName));
        byte[] model = ModelAdapter.Adapt(ModelOption.ReadFile(baseModel), queries, new AdaptationOptions());
        return Save(model, output);
    }

    private static int Save(byte[] model, string output)
    {
        File.WriteAllBytes(output, model);
        Console.WriteLine($"{output}: model {Model.Load(model).Version}, {model.Length} bytes");
        return ExitCode.Success;
    }
}
