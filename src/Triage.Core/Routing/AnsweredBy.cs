namespace Triage.Core.Routing;

/// <summary>Who answers on a channel, from no one to people; peers and sometimes a person rank alike.</summary>
public enum AnsweredBy : byte
{
    Nobody = 0,
    Peers = 1,
    SometimesAPerson = 2,
    APerson = 3,
}

/// <summary>Compares channels by how near to a person they are.</summary>
public static class AnsweredByRank
{
    /// <summary>Gets 0 for nobody, 1 for peers and for sometimes a person, 2 for a person.</summary>
    public static int Rank(this AnsweredBy who) => who switch
    {
        AnsweredBy.Nobody => 0,
        AnsweredBy.APerson => 2,
        _ => 1,
    };
}
