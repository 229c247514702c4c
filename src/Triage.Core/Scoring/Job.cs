namespace Triage.Core.Scoring;

/// <summary>Resolution job: what the customer is trying to get done.</summary>
public enum Job : byte
{
    Transact = 0,
    Confirm = 1,
    Discuss = 2,
    WorkAround = 3,
    Validate = 4,
    Vent = 5,
}
