namespace Triage.Core.Workflows;

/// <summary>Who takes a step of a workflow.</summary>
public enum Actor : byte
{
    Customer = 0,
    Bot = 1,
    Agent = 2,
    System = 3,
    OtherTeam = 4,
}
