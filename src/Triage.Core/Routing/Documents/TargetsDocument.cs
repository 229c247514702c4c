namespace Triage.Core.Routing.Documents;

/// <summary>What the service wants to reach; null where there is no target.</summary>
/// <param name="Csat">Share of answers 4 or 5 on a scale of 1 to 5, in percent, 0 to 100.</param>
/// <param name="Ces">Mean agreement, 1 to 7, with "the company made it easy".</param>
/// <param name="Nps">Promoters less detractors, in percent, -100 to 100.</param>
/// <param name="Fcr">Issues resolved on the first contact, in percent, 0 to 100.</param>
/// <param name="MedianMinutesToResolve">Median time to resolve, in minutes, above 0.</param>
public sealed record TargetsDocument(
    double? Csat = null,
    double? Ces = null,
    double? Nps = null,
    double? Fcr = null,
    double? MedianMinutesToResolve = null);
