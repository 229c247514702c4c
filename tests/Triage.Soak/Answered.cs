using Triage.V1;

namespace Triage.Soak;

/// <summary>A query, its answer, and when it was under way.</summary>
internal sealed record Answered(
    TriageRequest Query, TriageResponse Answer, DateTimeOffset Began, DateTimeOffset Ended);
