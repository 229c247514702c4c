using Triage.Core.Routing;

namespace Triage.Server.Decisions;

/// <summary>What a customer cannot rely on, as callers write it.</summary>
internal static class AccessibilityNeeds
{
    public const string Known = "hearing, speech, sight, reading, travel";

    public static bool TryParse(string need, out Abilities ability)
    {
        ability = need switch
        {
            "hearing" => Abilities.Hearing,
            "speech" => Abilities.Speech,
            "sight" => Abilities.Sight,
            "reading" => Abilities.Reading,
            "travel" => Abilities.Travel,
            _ => Abilities.None,
        };
        return ability != Abilities.None;
    }
}
