using Triage.Core.Routing.Documents;
using Triage.Core.Routing.Hours;

namespace Triage.Core.Routing;

/// <summary>A channel of a compiled policy.</summary>
public sealed class Channel
{
    internal Channel(int index, ChannelDocument document, Schedule? schedule)
    {
        Index = index;
        Document = document;
        Schedule = schedule;
    }

    /// <summary>
    /// Gets the channel's number in its policy, in [0, 64). The numbers follow the order in which channels stand in for
    /// others: the fallbacks, then the rest, people first, then the least effort, then the quickest.
    /// </summary>
    public int Index { get; }

    public string Id => Document.Id;

    public string Name => Document.Name;

    public ChannelKind Kind => Document.Kind;

    public AnsweredBy AnsweredBy => Document.AnsweredBy;

    /// <summary>Gets all that the document says of it.</summary>
    public ChannelDocument Document { get; }

    /// <summary>Gets when it is open; null: always.</summary>
    public Schedule? Schedule { get; }
}
