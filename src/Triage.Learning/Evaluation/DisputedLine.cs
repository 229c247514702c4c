using Triage.Core.Scoring;

namespace Triage.Learning.Evaluation;

/// <summary>A line on which raters disagree.</summary>
/// <param name="Text">The query.</param>
/// <param name="Levels">For each rater the three levels as digits.</param>
/// <param name="Spread">Squared distance in levels, summed over dimensions and pairs of raters.</param>
public sealed record DisputedLine(string Text, IReadOnlyList<string> Levels, int Spread)
{
    internal static DisputedLine Of(string text, IReadOnlyList<Rater> raters)
    {
        IReadOnlyList<Level>[] levels = [.. raters.Select(rater => rater.Labels[text].Levels)];
        int spread = 0;
        for (int d = 0; d < Vocabulary.DimensionCount; d++)
        {
            for (int i = 0; i < levels.Length; i++)
            {
                for (int j = i + 1; j < levels.Length; j++)
                {
                    int distance = (int)levels[i][d] - (int)levels[j][d];
                    spread += distance * distance;
                }
            }
        }

        return new DisputedLine(text, [.. levels.Select(Digits)], spread);
    }

    private static string Digits(IReadOnlyList<Level> levels) =>
        string.Concat(levels.Select(level => (char)('0' + (int)level)));
}
