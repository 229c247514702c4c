namespace Triage.Core.Routing;

/// <summary>Who answers on a channel, from no one to people; peers and sometimes a person rank alike.</summary>
public enum AnsweredBy : byte
{
    Nobody = 0,
    Peers = 1,
    SometimesAPerson = 2,
    APerson = 3,
}
