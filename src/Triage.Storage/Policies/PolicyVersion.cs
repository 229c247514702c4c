namespace Triage.Storage.Policies;

/// <summary>A version of a policy. It never changes.</summary>
/// <param name="Version">Its number: 1, 2, 3, and so on.</param>
/// <param name="Document">The document: JSON. Empty in lists.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Comment">What its author said about it.</param>
/// <param name="PublishedBy">Who published it.</param>
/// <param name="PublishedAt">When, to the microsecond.</param>
/// <param name="BasedOn">The version that it came from; 0 for none.</param>
/// <param name="ModelVersion">The model that it was checked with.</param>
/// <param name="AcceptedWarnings">Names of the lint's warnings that were accepted, with commas between.</param>
public sealed record PolicyVersion(
    int Version,
    string Document,
    string Author,
    string Comment,
    string PublishedBy,
    DateTimeOffset PublishedAt,
    int BasedOn,
    string ModelVersion,
    string AcceptedWarnings);
