using Triage.Core.Scoring;

namespace Triage.Learning.Evaluation;

/// <summary>How well two or more raters agree on the lines that all of them labelled.</summary>
/// <param name="Raters">Their names.</param>
/// <param name="Lines">How many lines all of them labelled.</param>
/// <param name="NotShared">How many lines only some of them labelled; these are left out.</param>
/// <param name="Pairs">Every pair of raters.</param>
/// <param name="Disputed">The lines that they disagree about most, widest first.</param>
public sealed record AgreementReport(
    IReadOnlyList<string> Raters,
    int Lines,
    int NotShared,
    IReadOnlyList<PairAgreement> Pairs,
    IReadOnlyList<DisputedLine> Disputed)
{
    private const int DisputedCount = 20;

    /// <summary>Compares raters.</summary>
    /// <exception cref="ArgumentException">There are fewer than two, or no line is labelled by all of them.</exception>
    public static AgreementReport Of(IReadOnlyList<Rater> raters)
    {
        ArgumentNullException.ThrowIfNull(raters);
        if (raters.Count < 2)
        {
            throw new ArgumentException($"raters: expected at least 2, got {raters.Count}", nameof(raters));
        }

        string[] all = [.. raters.SelectMany(rater => rater.Labels.Keys).Distinct(StringComparer.Ordinal)];
        string[] shared = [.. all.Where(text => raters.All(rater => rater.Labels.ContainsKey(text)))];
        if (shared.Length == 0)
        {
            throw new ArgumentException(
                "raters: expected lines with the same text in every file, got none", nameof(raters));
        }

        List<PairAgreement> pairs = [];
        for (int i = 0; i < raters.Count; i++)
        {
            for (int j = i + 1; j < raters.Count; j++)
            {
                pairs.Add(PairAgreement.Of(raters[i], raters[j], shared));
            }
        }

        return new AgreementReport(
            [.. raters.Select(rater => rater.Name)],
            shared.Length,
            all.Length - shared.Length,
            pairs,
            [.. shared.Select(text => DisputedLine.Of(text, raters))
                .Where(line => line.Spread > 0)
                .OrderByDescending(line => line.Spread)
                .Take(DisputedCount)]);
    }

    /// <summary>Gets the mean of all pairs' quadratic-weighted kappas on a dimension.</summary>
    public double MeanKappa(Dimension dimension) => Pairs.Average(pair => pair.Confusions[(int)dimension].Kappa);
}
