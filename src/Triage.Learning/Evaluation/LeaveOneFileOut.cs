using Triage.Core.Scoring;
using Triage.Learning.Training;

namespace Triage.Learning.Evaluation;

/// <summary>Measures training on files that it has not seen: one whole training for each natural English file.</summary>
/// <remarks>
/// Weights, cut points and probabilities are all made without the file, and the resulting model file scores it, as the
/// product would. A file is one author's, so that its lines resemble each other more than those of others.
/// </remarks>
public static class LeaveOneFileOut
{
    /// <summary>Trains once for each file and scores its lines.</summary>
    /// <param name="data">The corpus.</param>
    /// <param name="options">How to train.</param>
    /// <param name="progress">Told of each file that is done; or none.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <returns>All lines of the natural English files, each scored by the model that has not seen its file.</returns>
    public static IReadOnlyList<ScoredQuery> Score(
        TrainingData data, TrainingOptions options, IProgress<string>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(data);
        string[] files = [.. data.Queries.Where(q => q.Language == Language.English && CorpusFeatures.IsNatural(q.File))
            .Select(q => q.File).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var scored = new IReadOnlyList<ScoredQuery>[files.Length];
        ParallelOptions inTwos = new() { MaxDegreeOfParallelism = 2, CancellationToken = cancellation };
        Parallel.For(0, files.Length, inTwos, i =>
        {
            Model model = Model.Load(ModelTrainer.Train(data.Without(files[i]), options));
            scored[i] = ScoredQuery.ScoreAll(data.Queries.Where(q => q.File == files[i]), model);
            progress?.Report($"{files[i]}: {scored[i].Count} lines");
        });
        return [.. scored.SelectMany(lines => lines)];
    }
}
