namespace Triage.Core.Routing.Live;

/// <summary>What the platform reports of a channel, and how long it holds.</summary>
/// <param name="Channel">Id of the channel.</param>
/// <param name="State">Its state.</param>
/// <param name="WaitMinutes">Expected wait for the first answer, in minutes, at least 0.</param>
/// <param name="Capacity">Contacts that it can still take; 0 counts as closed; null: not known.</param>
/// <param name="From">The instant of the report.</param>
/// <param name="Until">The first instant at which it counts for nothing.</param>
public sealed record ChannelReport(
    string Channel, ChannelState State, double WaitMinutes, int? Capacity, DateTimeOffset From, DateTimeOffset Until);
