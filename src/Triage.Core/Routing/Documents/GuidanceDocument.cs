using Triage.Core.Scoring;

namespace Triage.Core.Routing.Documents;

/// <summary>What whoever serves the customer should bear in mind when this job is to be done.</summary>
/// <param name="Job">The resolution job.</param>
/// <param name="Text">The guidance, 1 to 500 characters.</param>
public sealed record GuidanceDocument(Job Job, string Text);
