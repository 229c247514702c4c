namespace Triage.Core.Routing;

/// <summary>Kind of channel, by what serves it.</summary>
public enum ChannelKind : byte
{
    SelfService = 0,
    Automated = 1,
    Assisted = 2,
    Field = 3,
}
