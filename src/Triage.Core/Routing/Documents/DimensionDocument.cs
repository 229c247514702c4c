using Triage.Core.Scoring;

namespace Triage.Core.Routing.Documents;

/// <summary>Changes to the scoring of one dimension.</summary>
/// <param name="Dimension">The dimension.</param>
/// <param name="CutPoints">
/// Latent values at which medium and high begin (on a binary scale: high alone), ascending; empty: the model's own.
/// </param>
/// <param name="Criteria">Changes to the dimension's criteria.</param>
public sealed record DimensionDocument(
    Dimension Dimension, ValueList<double> CutPoints, ValueList<CriterionDocument> Criteria);

/// <summary>Changes to the scoring of one criterion.</summary>
/// <param name="Criterion">The criterion.</param>
/// <param name="Weight">Its weight in its dimension, finite, at least 0; null: the model's own.</param>
/// <param name="Decisive">
/// Whether an explicit answer of 2 alone makes the dimension high; null: the model's own.
/// </param>
public sealed record CriterionDocument(Criterion Criterion, double? Weight, bool? Decisive);
