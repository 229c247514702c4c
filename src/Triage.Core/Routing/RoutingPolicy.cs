using Triage.Core.Routing.Documents;
using Triage.Core.Routing.Hours;
using Triage.Core.Routing.Overrides;
using Triage.Core.Scoring;

namespace Triage.Core.Routing;

/// <summary>A policy document compiled for deciding. Immutable; safe to share between threads.</summary>
public sealed class RoutingPolicy
{
    private readonly ConditionSpace _space;
    private readonly Dictionary<string, int> _indices;

    private RoutingPolicy(PolicyDocument document, ScoringPolicy modelDefaults, IZoneSource zones)
    {
        Document = document;
        Scoring = ScoringMerge.Apply(document, modelDefaults);
        Channels = [.. document.Channels.Select((channel, i) => new Channel(i, channel, ScheduleOf(channel, zones)))];
        _indices = Channels.ToDictionary(c => c.Id, c => c.Index, StringComparer.Ordinal);
        _space = new ConditionSpace(document.Scale, document.Attributes);
        OverrideTable = new OverrideTable(_space, document.Overrides);
        AllChannels = ChannelSet.First(Channels.Count);
        People = Channels.Where(c => c.AnsweredBy == AnsweredBy.APerson)
            .Aggregate(ChannelSet.Empty, (set, channel) => set.With(channel.Index));
        Timed = [.. Channels.Where(c => c.Schedule is not null)];
        foreach (CellDocument cell in document.Matrix)
        {
            CellRows[cell.Cell.Index] = Row(cell.Primary, cell.Secondary);
        }

        OverrideRows = [.. document.Overrides.Select(o => Row(o.Primary, o.Secondary))];
        ObeysOnWish = [.. document.Overrides.Select(o => o.When.WantsPerson == true)];
        Fallback = [.. document.Fallback.Select(id => (byte)_indices[id])];
        LastResort = [.. Channels.OrderByDescending(c => c.AnsweredBy).Select(c => (byte)c.Index)];
        ClarifyBelow = (float)document.ClarifyBelow;
        PersonBelow = (float)document.PersonBelow;
    }

    /// <summary>Gets the document that this policy was compiled from.</summary>
    public PolicyDocument Document { get; }

    /// <summary>Gets the scoring: the model's defaults with the document's changes.</summary>
    public ScoringPolicy Scoring { get; }

    /// <summary>Gets the channels; a channel's place is its index.</summary>
    public ValueList<Channel> Channels { get; }

    public ChannelSet AllChannels { get; }

    /// <summary>Gets the channels on which a person answers.</summary>
    public ChannelSet People { get; }

    internal Row[] CellRows { get; } = new Row[Cell.Count];

    internal Row[] OverrideRows { get; }

    /// <summary>Gets, for each override, whether it is obeyed even when the customer asks for a person.</summary>
    internal bool[] ObeysOnWish { get; }

    internal byte[] Fallback { get; }

    /// <summary>Gets all channels, people first.</summary>
    internal byte[] LastResort { get; }

    internal OverrideTable OverrideTable { get; }

    internal float ClarifyBelow { get; }

    internal float PersonBelow { get; }

    private Channel[] Timed { get; }

    /// <summary>Compiles a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="modelDefaults">The scoring that the model comes with.</param>
    /// <param name="zones">The host's time zones.</param>
    /// <param name="faults">Every fault in the document; empty when it compiles.</param>
    /// <returns>The policy, or null when there are faults.</returns>
    public static RoutingPolicy? Compile(
        PolicyDocument document, ScoringPolicy modelDefaults, IZoneSource zones, out IReadOnlyList<PolicyFault> faults)
    {
        faults = PolicyValidator.Validate(document, zones);
        return faults.Count == 0 ? new RoutingPolicy(document, modelDefaults, zones) : null;
    }

    /// <summary>Reads and compiles a document.</summary>
    /// <param name="utf8">JSON in UTF-8.</param>
    /// <param name="modelDefaults">The scoring that the model comes with.</param>
    /// <param name="zones">The host's time zones.</param>
    /// <param name="faults">Every fault of form and meaning; empty when it compiles.</param>
    /// <returns>The policy, or null when there are faults.</returns>
    public static RoutingPolicy? Compile(
        ReadOnlyMemory<byte> utf8, ScoringPolicy modelDefaults, IZoneSource zones, out IReadOnlyList<PolicyFault> faults)
    {
        PolicyDocument? document = PolicyReader.Read(utf8, out faults);
        if (document is null)
        {
            return null;
        }

        if (faults.Count == 0)
        {
            return Compile(document, modelDefaults, zones, out faults);
        }

        // A value that could not be read is reported once, for its form, not again for its meaning.
        IReadOnlyList<PolicyFault> ofForm = faults;
        faults = [.. ofForm, .. PolicyValidator.Validate(document, zones)
            .Where(fault => !ofForm.Any(f => PolicyFault.Concerns(f.Path, fault.Path)))];
        return null;
    }

    /// <summary>Finds a channel by its id.</summary>
    public bool TryGetChannel(string id, out int index) => _indices.TryGetValue(id, out index);

    /// <summary>Finds the numbers of an attribute and its value.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="value">Its value.</param>
    /// <param name="index">Place of the attribute in <see cref="RoutingContext.Attributes"/>; -1 when it is not declared.</param>
    /// <param name="number">The number to put there; 0 when the value is not declared.</param>
    /// <returns><see langword="false"/> when the attribute or the value is not declared.</returns>
    public bool TryGetAttribute(string name, string value, out int index, out byte number)
    {
        index = _space.AttributeIndex(name);
        number = index < 0 ? (byte)0 : (byte)(Document.Attributes[index].Values.IndexOf(value) + 1);
        return number > 0;
    }

    /// <summary>Gets the channels that are open at an instant. Allocates 0 B.</summary>
    public ChannelSet OpenAt(DateTimeOffset instant)
    {
        ChannelSet open = AllChannels;
        foreach (Channel channel in Timed)
        {
            if (!channel.Schedule!.IsOpen(instant.UtcTicks))
            {
                open = open.Except(ChannelSet.Empty.With(channel.Index));
            }
        }

        return open;
    }

    private static Schedule? ScheduleOf(ChannelDocument channel, IZoneSource zones)
    {
        if (channel.Hours is null || !OpeningHours.TryParse(channel.Hours, out OpeningHours? hours, out _)
            || (hours!.IsAlwaysOpen && channel.Holidays.Count == 0))
        {
            return null;
        }

        return new Schedule(hours, zones.Find(channel.TimeZone!)!, channel.Holidays);
    }

    private Row Row(string primary, string? secondary) =>
        new((byte)_indices[primary], secondary is null ? Routing.Row.None : (byte)_indices[secondary]);
}
