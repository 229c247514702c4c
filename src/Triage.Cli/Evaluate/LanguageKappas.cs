using Triage.Core.Scoring;
using Triage.Learning.Evaluation;

namespace Triage.Cli.Evaluate;

/// <summary>The three kappas on the lines of one language.</summary>
internal sealed record LanguageKappas(Language Language, int Lines, IReadOnlyList<double> Kappas)
{
    /// <summary>Splits lines by labelled language, most lines first.</summary>
    public static IReadOnlyList<LanguageKappas> Of(IReadOnlyList<ScoredQuery> lines) =>
        [.. lines.GroupBy(line => line.Query.Language).OrderByDescending(group => group.Count()).Select(Of)];

    private static LanguageKappas Of(IGrouping<Language, ScoredQuery> lines)
    {
        ConfusionMatrix[] confusions = [new(), new(), new()];
        foreach (ScoredQuery line in lines)
        {
            foreach (Dimension dimension in Enum.GetValues<Dimension>())
            {
                confusions[(int)dimension].Add(line.Query.Levels[(int)dimension], line.Score[dimension]);
            }
        }

        return new LanguageKappas(lines.Key, confusions[0].Total, [.. confusions.Select(confusion => confusion.Kappa)]);
    }
}
