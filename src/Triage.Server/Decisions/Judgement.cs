using Triage.Core.Routing;
using Triage.Core.Scoring;

namespace Triage.Server.Decisions;

/// <summary>A request scored and routed: all that an answer, its id and its explanation are written from.</summary>
internal struct Judgement
{
    /// <summary>Stands in an attempt for no channel: none was usable.</summary>
    public const byte NoChannel = byte.MaxValue;

    public RoutingContext Context;
    public Answers Answers;
    public Score Score;
    public Decision Decision;

    /// <summary>The customer's newest words, and the number of their turn; 0 is the text of the request.</summary>
    public string Newest;
    public int NewestTurn;

    /// <summary>The words that the wish for a person stands in, and the number of their turn.</summary>
    public string WishText;
    public int WishTurn;

    /// <summary>Whether older turns were left out.</summary>
    public bool IsTruncated;
}
