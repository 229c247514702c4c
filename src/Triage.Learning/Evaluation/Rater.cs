using Triage.Core.Scoring;
using Triage.Learning.Labels;

namespace Triage.Learning.Evaluation;

/// <summary>Someone's labels of a set of lines.</summary>
/// <param name="Name">Who: a file name, or the model.</param>
/// <param name="Labels">The labels, by text.</param>
public sealed record Rater(string Name, IReadOnlyDictionary<string, LabelledQuery> Labels)
{
    /// <summary>Makes a rater of labelled lines.</summary>
    /// <exception cref="ArgumentException">A text stands twice.</exception>
    public static Rater Of(string name, IEnumerable<LabelledQuery> queries) =>
        new(name, queries.ToDictionary(query => query.Text, StringComparer.Ordinal));

    /// <summary>Makes a rater of a model, for the texts of another rater.</summary>
    public static Rater OfModel(Model model, Rater other)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(other);
        return Of(
            $"Triage ({model.Version})", ScoredQuery.ScoreAll(other.Labels.Values, model).Select(line => line.Query with
            {
                Levels = [.. Enum.GetValues<Dimension>().Select(dimension => line.Score[dimension])],
                MainJob = line.Score.MainJob,
                SecondJob = null,
                Workflow = line.Score.Workflow,
                Language = line.Score.Language,
            }));
    }
}
