using Triage.Core.Scoring;

namespace Triage.Learning.Training;

/// <summary>Makes a model of a corpus.
/// Deterministic: the same data and options give the same bytes everywhere.</summary>
/// <remarks>
/// Step 1: cut the corpus into features. Step 2: train on folds, and set cut points and slopes on the natural lines
/// that each fold has not seen. Step 3: fit how answers make a level. Step 4: train on all lines.
/// Step 5: fuse the weights into rows.
/// </remarks>
public static class ModelTrainer
{
    private const ulong FirstFoldSeed = 1_000;

    /// <summary>Trains.</summary>
    /// <param name="data">Corpus, lexicon and phrases.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told what is done, in words; or none.</param>
    /// <returns>A model file.</returns>
    /// <exception cref="InvalidDataException">There are too few natural files to set cut points on.</exception>
    public static byte[] Train(TrainingData data, TrainingOptions options, IProgress<string>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);

        // Step 1: cut the corpus into features.
        CorpusFeatures corpus = CorpusFeatures.Cut(data, options);
        progress?.Report($"{corpus.Examples.Count} lines, {corpus.Features.Count} features");
        int files = corpus.Examples.Where(e => e.IsNatural).Select(e => e.Query!.File)
            .Distinct(StringComparer.Ordinal).Count();
        if (files < options.Folds)
        {
            throw new InvalidDataException(
                $"corpus: expected at least {options.Folds} files in natural frequencies to set cut points on, "
                + $"got {files}");
        }

        // Step 2: cut points and slopes, on lines that the weights have not seen.
        Calibration[] calibrations = Calibrate(corpus, options);
        progress?.Report("cut points and slopes set");

        // Step 3: how answers make a level.
        var fits = Enum.GetValues<Dimension>().Select(d => AnswerFit.Fit(data.Queries, d)).ToArray();
        progress?.Report("criteria weighed");

        // Step 4: weights.
        Weights[] seeds = new Weights[options.Seeds];
        InTwos(options.Seeds, seed => seeds[seed] =
            Descent.Fit(corpus.Examples, corpus.Features, options, (ulong)seed + 1));
        progress?.Report("weights trained");

        // Step 5: rows.
        ScoringPolicy policy = new(
            [.. Enum.GetValues<Dimension>().Select(d => Policy(d, fits[(int)d], calibrations[(int)d]))]);
        Fusion fusion = new(corpus, Weights.Mean(seeds), data, options, policy, calibrations);
        return fusion.Build();
    }

    /// <summary>Predicts every natural line by weights that have not seen its file
    /// (its line, but for English).</summary>
    /// <returns>For each example the heads' values; <see langword="null"/> for those that are not natural.</returns>
    private static float[]?[] PredictUnseen(CorpusFeatures corpus, TrainingOptions options)
    {
        float[]?[] predictions = new float[]?[corpus.Examples.Count];
        string[] files = [.. corpus.Examples.Where(e => e.IsNatural).Select(e => e.Query!.File)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        InTwos(options.Folds, fold =>
        {
            bool IsUnseen(Example example) => example.IsNatural && fold == (example.Language == Language.English
                ? Array.IndexOf(files, example.Query!.File)
                : example.Query!.Line) % options.Folds;
            Example[] seen = [.. corpus.Examples.Where(example => !IsUnseen(example))];
            Weights weights = Descent.Fit(seen, corpus.Features, options, FirstFoldSeed + (ulong)fold);
            for (int i = 0; i < predictions.Length; i++)
            {
                if (IsUnseen(corpus.Examples[i]))
                {
                    predictions[i] = Descent.Predict(weights, corpus.Examples[i], corpus.Features, options);
                }
            }
        });
        return predictions;
    }

    private static Calibration[] Calibrate(CorpusFeatures corpus, TrainingOptions options)
    {
        float[]?[] predictions = PredictUnseen(corpus, options);
        int[] natural = [.. Enumerable.Range(0, predictions.Length).Where(i => predictions[i] is not null)];
        return [.. Enum.GetValues<Dimension>().Select(d => Calibration.Fit(
            [.. natural.Select(i => predictions[i]!)],
            [.. natural.Select(i => corpus.Examples[i].Query!.Levels[(int)d])]))];
    }

    private static DimensionPolicy Policy(
        Dimension dimension, (float[] Weights, bool[] Decisive, float Slope) fit, Calibration calibration) =>
        new(
            dimension,
            Loss.LowThreshold,
            Loss.HighThreshold,
            fit.Weights,
            fit.Decisive,
            new Doubt(
                calibration.Slope,
                Math.Max(calibration.Slope, fit.Slope),
                calibration.LowMargin,
                calibration.HighMargin));

    /// <summary>Runs independent pieces of work, two at a time; each is deterministic by itself.</summary>
    private static void InTwos(int count, Action<int> work) =>
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, work);
}
