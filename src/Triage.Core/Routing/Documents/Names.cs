using Triage.Core.Scoring;

namespace Triage.Core.Routing.Documents;

/// <summary>How enumerations are written in a policy document. Index = number of the member.</summary>
internal static class Names
{
    public static readonly string[] Scales = ["ternary", "binary"];
    public static readonly string[] ChannelKinds = ["self_service", "automated", "assisted", "field"];
    public static readonly string[] AnsweredBy = ["nobody", "peers", "sometimes_a_person", "a_person"];
    public static readonly string[] Levels = ["low", "medium", "high"];
    public static readonly string[] Dimensions = [.. Enum.GetValues<Dimension>().Select(d => d.Key())];
    public static readonly string[] Criteria = [.. Vocabulary.Criteria];
    public static readonly string[] Jobs = [.. Vocabulary.Jobs];
    public static readonly string[] Workflows = [.. Vocabulary.Workflows];
    public static readonly string[] Languages = [.. Enum.GetValues<Language>().Select(l => l.Tag())];
    public static readonly string[] Capabilities = ["verify_identity", "take_documents", "see_screen", "visit"];
    public static readonly string[] Abilities = ["hearing", "speech", "sight", "reading", "travel"];
    public static readonly string[] StepKinds = ["action", "decision", "end"];
    public static readonly string[] Actors = ["customer", "bot", "agent", "system", "other_team"];
    public static readonly string[] Cells = [.. Enumerable.Range(0, Cell.Count).Select(i => Cell.At(i).ToString())];
}
