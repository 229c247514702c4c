namespace Triage.Core.Scoring;

/// <summary>What was seen while a text was read.</summary>
/// <param name="Tokens">Tokens read, breaks not counted.</param>
/// <param name="Known">Those that the model knows as they are.</param>
/// <param name="Truncated">Whether something between head and tail was left out.</param>
/// <param name="Scale">What sums of weights are multiplied by: one by the root of the length.</param>
internal readonly record struct Reading(int Tokens, int Known, bool Truncated, float Scale);
