namespace Triage.Core.Routing.Hours;

/// <summary>Where the host keeps its time zones.</summary>
public interface IZoneSource
{
    /// <summary>Finds a time zone; the same name must give the same transitions each time.</summary>
    /// <param name="id">IANA name, such as <c>Europe/Berlin</c>; unknown names must give null.</param>
    ZoneTransitions? Find(string id);
}
