using Triage.Core.Routing.Documents;
using Triage.Core.Routing.Hours;
using Triage.Core.Routing.Overrides;
using Triage.Core.Scoring;
using Triage.Core.Workflows;

namespace Triage.Core.Routing;

/// <summary>A policy document compiled for deciding. Immutable; safe to share between threads.</summary>
public sealed partial class RoutingPolicy
{
    private readonly ConditionSpace _space;
    private readonly Row[] _cellRows = new Row[Cell.Count];
    private readonly Row[] _overrideRows;
    private readonly bool[] _obeysOnWish;
    private readonly string?[] _guidance;

    private RoutingPolicy(PolicyDocument document, ScoringPolicy modelDefaults, IZoneSource zones)
    {
        Document = document;
        Scoring = ScoringMerge.Apply(document, modelDefaults);
        Channels = [.. Make(InOrder(document), zones)];
        _indices = Channels.ToDictionary(c => c.Id, c => c.Index, StringComparer.Ordinal);
        FallbackCount = document.Fallback.Count;
        AllChannels = ChannelSet.First(Channels.Count);
        People = SetOf(c => c.AnsweredBy == AnsweredBy.APerson);
        _timed = ByZone();
        _asking = [.. Enum.GetValues<Abilities>().Skip(1)
            .Select(ability => SetOf(c => (c.Document.Requires & ability) != Abilities.None))];
        _speaking = [.. Enum.GetValues<Language>().Select(language => language == Language.Undetermined
            ? AllChannels
            : SetOf(c => c.Document.Languages.Count == 0 || c.Document.Languages.Contains(language)))];
        _quick = [.. Enum.GetValues<Level>().Select(severity =>
            SetOf(c => !(c.Document.FirstResponseMinutes > document.LongestWaitMinutes.At(severity))))];
        _staysFrom = [.. Channels.Select(inbound => SetOf(c => MovingGainsNothing(inbound, c)))];
        _typicalWaits = [.. Channels.Select(c => Placement.Minutes(c.Document.FirstResponseMinutes))];
        _atLeast = [.. Enumerable.Range(0, 3).Select(rank => SetOf(c => c.AnsweredBy.Rank() >= rank))];
        CallsOut = SetOf(c => c.Document.CallsOut);
        _quietHours =
            document.QuietHours is string quiet && OpeningHours.TryParse(quiet, out OpeningHours? hours, out _)
            ? hours
            : null;

        _space = new ConditionSpace(document.Scale, document.Attributes);
        OverrideTable = new OverrideTable(_space, document.Overrides);
        foreach (CellDocument cell in document.Matrix)
        {
            _cellRows[cell.Cell.Index] = Row(cell.Primary, cell.Secondary);
        }

        _overrideRows = [.. document.Overrides.Select(o => Row(o.Primary, o.Secondary))];
        _obeysOnWish = [.. document.Overrides.Select(o => o.When.WantsPerson == true)];
        _guidance = [.. Enum.GetValues<Job>().Select(job => document.Guidance.FirstOrDefault(g => g.Job == job)?.Text)];
        Workflows = new WorkflowLibrary(this, _space);
        ClarifyBelow = (float)document.ClarifyBelow;
        PersonBelow = (float)document.PersonBelow;
    }

    /// <summary>Gets the document that this policy was compiled from.</summary>
    public PolicyDocument Document { get; }

    /// <summary>Gets the scoring: the model's defaults with the document's changes.</summary>
    public ScoringPolicy Scoring { get; }

    /// <summary>Gets the service workflows.</summary>
    public WorkflowLibrary Workflows { get; }

    internal OverrideTable OverrideTable { get; }

    internal float ClarifyBelow { get; }

    internal float PersonBelow { get; }

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
        ReadOnlyMemory<byte> utf8,
        ScoringPolicy modelDefaults,
        IZoneSource zones,
        out IReadOnlyList<PolicyFault> faults)
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

    /// <summary>Finds the numbers of an attribute and its value.</summary>
    /// <param name="name">The attribute.</param>
    /// <param name="value">Its value.</param>
    /// <param name="index">
    /// Place of the attribute in <see cref="RoutingContext.Attributes"/>; -1 when it is not declared.
    /// </param>
    /// <param name="number">The number to put there; 0 when the value is not declared.</param>
    /// <returns><see langword="false"/> when the attribute or the value is not declared.</returns>
    public bool TryGetAttribute(string name, string value, out int index, out byte number)
    {
        index = _space.AttributeIndex(name);
        number = index < 0 ? (byte)0 : (byte)(Document.Attributes[index].Values.IndexOf(value) + 1);
        return number > 0;
    }

    /// <summary>
    /// Finds every override whose conditions a query meets, for explaining: the first of them decided.
    /// </summary>
    /// <returns>Their indices in the document, ascending.</returns>
    public IReadOnlyList<int> Applying(in Score score, in RoutingContext context)
    {
        List<int> applying = [];
        for (int i = 0; i < Document.Overrides.Count; i++)
        {
            OverrideDocument document = Document.Overrides[i];
            bool isCurrent = (document.From is null || context.Instant >= document.From)
                && (document.Until is null || context.Instant < document.Until);
            if (isCurrent && ConditionSpace.Contains(_space.Box(document.When), in score, in context))
            {
                applying.Add(i);
            }
        }

        return applying;
    }

    /// <summary>Gets what to bear in mind for a job; null when the policy says nothing.</summary>
    public string? Guidance(Job job) => _guidance[(int)job];

    /// <summary>Gets the row of an override, or of a cell when the index is -1.</summary>
    internal ref readonly Row RowOf(int cell, short overrideIndex) =>
        ref overrideIndex < 0 ? ref _cellRows[cell] : ref _overrideRows[overrideIndex];

    /// <summary>Gets whether an override stands even against the customer's wish for a person.</summary>
    internal bool Obeys(short overrideIndex) => overrideIndex >= 0 && _obeysOnWish[overrideIndex];

    private Row Row(string primary, string? secondary)
    {
        int first = _indices[primary];
        int second = secondary is null ? first : _indices[secondary];
        return new Row(
            (byte)first,
            secondary is null ? Routing.Row.None : (byte)second,
            ChannelSet.First(FallbackCount).With(first).With(second));
    }
}
