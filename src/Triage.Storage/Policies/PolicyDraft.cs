namespace Triage.Storage.Policies;

/// <summary>A policy in the making.</summary>
/// <param name="Id">Names the draft.</param>
/// <param name="Content">What it says.</param>
/// <param name="Author">Who edited it last.</param>
/// <param name="Revision">Counts its changes, from 1: an edit names the one that it saw.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="ApprovedBy">Who approved it as it stands; null for nobody.</param>
public sealed record PolicyDraft(
    string Id, DraftContent Content, string Author, long Revision, DateTimeOffset UpdatedAt, string? ApprovedBy);

/// <summary>What a draft says.</summary>
/// <param name="Document">The document: JSON.</param>
/// <param name="Comment">What its author says about it.</param>
/// <param name="BaseVersion">The published version that it is to follow; 0 for none.</param>
public sealed record DraftContent(string Document, string Comment, int BaseVersion);
