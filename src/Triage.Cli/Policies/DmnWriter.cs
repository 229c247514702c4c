using System.Text;
using System.Xml;
using System.Xml.Linq;
using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;

namespace Triage.Cli.Policies;

/// <summary>Writes a policy's matrix as a decision table of DMN 1.3: hit policy Unique, one rule a cell.</summary>
/// <remarks>
/// Inputs complexity, severity and effort take "low", "medium" (on the ternary scale) and "high"; outputs are the ids
/// of the primary and the secondary channel, null for none; the reason is the annotation "why".
/// </remarks>
internal static class DmnWriter
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        NewLineChars = "\n",
        NewLineHandling = NewLineHandling.Entitize,
    };

    /// <summary>Writes the matrix.</summary>
    /// <param name="policy">A document without faults.</param>
    /// <returns>XML.</returns>
    /// <exception cref="CommandFailure">A text has a character that XML cannot hold.</exception>
    public static string Write(PolicyDocument policy)
    {
        using MemoryStream xml = new();
        try
        {
            using XmlWriter writer = XmlWriter.Create(xml, Settings);
            Definitions(policy).WriteTo(writer);
        }
        catch (ArgumentException e)
        {
            throw new CommandFailure($"--dmn: a name or a reason has a character that XML cannot hold: {e.Message}");
        }

        return Encoding.UTF8.GetString(xml.ToArray()) + "\n";
    }

    private static XElement Definitions(PolicyDocument policy) => Element(
        "definitions",
        new XAttribute("id", "triage"),
        new XAttribute("name", policy.Name),
        new XAttribute("namespace", "urn:triage:policy"),
        Element(
            "decision",
            new XAttribute("id", "channels"),
            new XAttribute("name", "Channels"),
            Element("variable", new XAttribute("id", "channels_variable"), new XAttribute("name", "Channels")),
            Dmn.Inputs.Select(input => Element(
                "informationRequirement",
                new XAttribute("id", $"{input}_requirement"),
                Element("requiredInput", new XAttribute("href", $"#{input}_data")))),
            Table(policy)),
        Dmn.Inputs.Select(input => Element(
            "inputData",
            new XAttribute("id", $"{input}_data"),
            new XAttribute("name", input),
            Element("variable", new XAttribute("id", $"{input}_variable"), new XAttribute("name", input), Strings))));

    private static XElement Table(PolicyDocument policy) => Element(
        "decisionTable",
        new XAttribute("id", "matrix"),
        new XAttribute("hitPolicy", "UNIQUE"),
        Dmn.Inputs.Select(input => Element(
            "input",
            new XAttribute("id", input),
            new XAttribute("label", input),
            Element("inputExpression", new XAttribute("id", $"{input}_expression"), Strings, Text(input)),
            Element(
                "inputValues",
                new XAttribute("id", $"{input}_values"),
                Text(string.Join(',', Levels(policy.Scale).Select(Literal)))))),
        Dmn.Outputs.Select(output => Element(
            "output",
            new XAttribute("id", output),
            new XAttribute("label", output),
            new XAttribute("name", output),
            Strings)),
        Element("annotation", new XAttribute("name", Dmn.Why)),
        policy.Matrix.Select(Rule));

    private static XElement Rule(CellDocument row)
    {
        Level[] levels = [row.Cell.Complexity, row.Cell.Severity, row.Cell.Effort];
        string[] outputs = [Literal(row.Primary), row.Secondary is null ? "null" : Literal(row.Secondary)];
        return Element(
            "rule",
            new XAttribute("id", $"{row.Cell}"),
            levels.Select(
                (level, i) => Entry("inputEntry", $"{row.Cell}_{Dmn.Inputs[i]}", Literal(LevelText.Word(level)))),
            outputs.Select((output, i) => Entry("outputEntry", $"{row.Cell}_{Dmn.Outputs[i]}", output)),
            Element("annotationEntry", Text(row.Why)));
    }

    private static XAttribute Strings => new("typeRef", "string");

    private static XElement Entry(string name, string id, string text) =>
        Element(name, new XAttribute("id", id), Text(text));

    private static XElement Text(string text) => Element("text", text);

    private static XElement Element(string name, params object[] content) => new(Dmn.Name(name), content);

    private static IEnumerable<string> Levels(Scale scale) =>
        from level in Enum.GetValues<Level>()
        where scale == Scale.Ternary || level != Level.Medium
        select LevelText.Word(level);

    /// <summary>Writes a string of FEEL; ids of channels have nothing to escape.</summary>
    private static string Literal(string text) => $"\"{text}\"";
}
