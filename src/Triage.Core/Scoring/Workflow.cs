namespace Triage.Core.Scoring;

/// <summary>The service workflow that a query enters.</summary>
public enum Workflow : byte
{
    IssueResolution = 0,
    SupportQuestion = 1,
    LeadGeneration = 2,
    ProductFeedback = 3,
    Order = 4,
    Cart = 5,
    Onboarding = 6,
}
