namespace Triage.Core.Workflows;

/// <summary>Names actors for people.</summary>
internal static class ActorText
{
    private static readonly string[] Texts = ["Customer", "Bot", "Agent", "System", "Other team"];

    public static string Of(Actor actor) => Texts[(int)actor];
}
