using Triage.Core.Scoring;
using Triage.Learning.Training;

namespace Triage.Learning.Evaluation;

/// <summary>Measures training on files that it has not seen:
/// one whole training for each file or group of files.</summary>
/// <remarks>
/// Weights, cut points and probabilities are all made without the files, and the resulting model file scores them, as
/// the product would. A file is one author's, so that its lines resemble each other more than those of others.
/// </remarks>
public static class HeldOutFiles
{
    /// <summary>Lists the natural English files, each in a group of its own.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> OneByOne(TrainingData data) =>
        [.. Natural(data, query => query.Language == Language.English).Select(file => new[] { file })];

    /// <summary>Deals the natural files of all languages out to groups: fewer trainings,
    /// each with less to learn from.</summary>
    /// <param name="data">The corpus.</param>
    /// <param name="count">How many groups, at least 2.</param>
    public static IReadOnlyList<IReadOnlyList<string>> InGroups(TrainingData data, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        return [.. Natural(data, _ => true)
            .Select((file, i) => (File: file, Group: i % count))
            .GroupBy(dealt => dealt.Group, dealt => dealt.File)
            .Select(group => group.ToArray())];
    }

    /// <summary>Trains once without each group of files and scores their lines.</summary>
    /// <param name="data">The corpus.</param>
    /// <param name="groups">The groups of file names,
    /// as <see cref="OneByOne"/> or <see cref="InGroups"/> makes them.</param>
    /// <param name="options">How to train.</param>
    /// <param name="progress">Told of each group that is done; or none.</param>
    /// <param name="cancellation">Stops between two groups.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <returns>All lines of the groups, each scored by the model that has not seen its file.</returns>
    public static IReadOnlyList<ScoredQuery> Score(
        TrainingData data,
        IReadOnlyList<IReadOnlyList<string>> groups,
        TrainingOptions options,
        IProgress<string>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(groups);
        var scored = new IReadOnlyList<ScoredQuery>[groups.Count];
        ParallelOptions inTwos = new() { MaxDegreeOfParallelism = 2, CancellationToken = cancellation };
        Parallel.For(0, groups.Count, inTwos, i =>
        {
            HashSet<string> files = new(groups[i], StringComparer.Ordinal);
            Model model = Model.Load(ModelTrainer.Train(data.Without(files), options));
            scored[i] = ScoredQuery.ScoreAll(data.Queries.Where(query => files.Contains(query.File)), model);
            progress?.Report($"{string.Join(' ', groups[i])}: {scored[i].Count} lines");
        });
        return [.. scored.SelectMany(lines => lines)];
    }

    private static string[] Natural(TrainingData data, Func<Labels.LabelledQuery, bool> isWanted) =>
        [.. data.Queries.Where(query => CorpusFeatures.IsNatural(query.File) && isWanted(query))
            .Select(query => query.File).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
