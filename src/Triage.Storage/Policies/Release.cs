namespace Triage.Storage.Policies;

/// <summary>How a version goes live, and what it was checked with.</summary>
/// <param name="Rollout">To whom.</param>
/// <param name="ModelVersion">The model that it was checked with.</param>
/// <param name="AcceptedWarnings">Names of the lint's warnings that were accepted, with commas between.</param>
public sealed record Release(Rollout Rollout, string ModelVersion, string AcceptedWarnings);
