using Triage.Cli.Policies;
using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;

namespace Triage.Cli.Tests.Policies;

public sealed class DmnTests
{
    private static readonly PolicyDocument Policy = Read(DefaultPolicy.Json.Span);

    [Fact]
    public void Write_AnyMatrix_IsReadBackAsItWas()
    {
        string[] words = ["it \"costs\" less", "<b>&amp;</b> ]]>", "  two  spaces ", "전화 🙂", "a\u2028b", "line"];
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            Scale scale = (Scale)random.Next(2);
            PolicyDocument policy = Policy with
            {
                Scale = scale,
                Matrix = [.. Enumerable.Range(0, Cell.Count).Select(Cell.At)
                    .Where(cell => scale == Scale.Ternary || !$"{cell}".Contains('M', StringComparison.Ordinal))
                    .Select(cell => new CellDocument(
                        cell,
                        $"channel_{random.Next(64)}",
                        random.Next(3) == 0 ? null : $"c{random.Next(64)}",
                        words[random.Next(words.Length)]))],
            };

            Assert.Equal(policy.Matrix, DmnReader.Read(DmnWriter.Write(policy), scale));
        }
    }

    [Fact]
    public void Read_ColumnsInAnotherOrder_SameMatrix()
    {
        string table = Table("""
            <input><inputExpression><text> effort </text></inputExpression></input>
            <input><inputExpression><text>severity</text></inputExpression></input>
            <input><inputExpression><text>complexity</text></inputExpression></input>
            <output name="secondary"/><output name="primary"/><annotation name="note"/><annotation name="why"/>
            """,
            Rule(["\"high\"", "-", "\"low\", \"medium\""], ["null", "\"phone\""], "not this", "hard"),
            Rule(["not(\"high\")", "", "-"], ["", "\"email\""], "", "easy"),
            Rule(["\"high\"", "-", "\"high\""], ["\"email\"", "\"phone\""], "", "hardest"));

        ValueList<CellDocument> matrix = DmnReader.Read(table, Scale.Ternary);

        Assert.Equal(Cell.Count, matrix.Count);
        Assert.All(matrix, row => Assert.Equal(
            row.Cell.Effort != Level.High ? ("email", null, "easy")
            : row.Cell.Complexity == Level.High ? ("phone", "email", "hardest")
            : ("phone", null, "hard"),
            (row.Primary, row.Secondary, row.Why)));
    }

    [Fact]
    public void Read_ReasonsAsDescriptions_AsEditorsKeepThem()
    {
        string table = Table(
            """
            <input><inputExpression><text>complexity</text></inputExpression></input>
            <input><inputExpression><text>severity</text></inputExpression></input>
            <input><inputExpression><text>effort</text></inputExpression></input>
            <output name="primary"/><output name="secondary"/>
            """,
            "<rule><description>always</description><inputEntry/><inputEntry/><inputEntry/>"
                + "<outputEntry><text>\"phone\"</text></outputEntry><outputEntry/></rule>");

        Assert.All(
            DmnReader.Read(table, Scale.Binary), row => Assert.Equal(("phone", "always"), (row.Primary, row.Why)));
    }

    [Theory]
    [InlineData("<rule id=\"LLM\">", "<rule id=\"LLM\"", "expected XML")]
    [InlineData("<definitions", "<!DOCTYPE definitions [<!ENTITY a \"b\">]><definitions", "expected XML")]
    [InlineData("20191111", "20180521",
        "line 2, column 2: expected definitions of DMN 1.3 (https://www.omg.org/spec/DMN/20191111/MODEL/), got "
        + "definitions (https://www.omg.org/spec/DMN/20180521/MODEL/)")]
    [InlineData("decisionTable", "context", "line 2, column 2: expected one decisionTable, got 0")]
    [InlineData("\"UNIQUE\"", "\"FIRST\"", "line 14, column 6: hitPolicy: expected UNIQUE, got FIRST")]
    [InlineData("<text>severity</text>", "<text>urgency</text>",
        "line 23, column 8: input: expected complexity, severity, effort, got 'urgency'",
        "line 14, column 6: input: expected complexity, severity, effort, 'severity' is missing")]
    [InlineData("<text>severity</text>", "<text>effort</text>", "line 31, column 8: input: 'effort' is given twice",
        "line 14, column 6: input: expected complexity, severity, effort, 'severity' is missing")]
    [InlineData("name=\"secondary\"", "name=\"tertiary\"",
        "line 40, column 8: output: expected primary, secondary, got 'tertiary'",
        "line 14, column 6: output: expected primary, secondary, 'secondary' is missing")]
    [InlineData("<inputEntry id=\"LLL_effort\">\n          <text>\"low\"",
        "<inputEntry id=\"LLL_effort\">\n          <text>\"none\"",
        "line 49, column 10: inputEntry: expected - or some of \"low\", \"medium\", \"high\", got \"none\"")]
    [InlineData("<inputEntry id=\"LLL_effort\">\n          <text>\"low\"",
        "<inputEntry id=\"LLL_effort\">\n          <text>&lt; 2",
        "line 49, column 10: inputEntry: expected - or some of \"low\", \"medium\", \"high\", got < 2")]
    [InlineData("<inputEntry id=\"LLL_effort\">\n          <text>\"low\"",
        "<inputEntry id=\"LLL_effort\">\n          <text>\"high\"",
        "line 82, column 8: rule: cell LLH has a rule already, on line 42; hit policy Unique allows one")]
    [InlineData("<inputEntry id=\"LLL_effort\">\n          <text>\"low\"",
        "<inputEntry id=\"LLL_effort\">\n          <text>not(\"medium\", \"high\", \"low\")",
        "line 14, column 6: expected one rule for every cell, got none for LLL")]
    [InlineData("<text>\"knowledge_base\"</text>", "<text>knowledge base</text>",
        "line 52, column 10: outputEntry: expected the id of a channel in quotes, got knowledge base")]
    [InlineData("<text>\"chatbot\"</text>", "<text>7</text>",
        "line 55, column 10: outputEntry: expected the id of a channel in quotes, or null, got 7")]
    [InlineData("<annotation name=\"why\" />", "<annotation name=\"note\" />",
        "line 42, column 8: rule: expected a reason in the annotation 'why', got none")]
    [InlineData("<inputEntry id=\"LLL_effort\">\n          <text>\"low\"</text>\n        </inputEntry>", "",
        "line 42, column 8: rule: expected 3 input and 2 output entries, got 2 and 2")]
    public void Read_AMistake_IsNamedWithItsPosition(string right, string wrong, params string[] faults)
    {
        string table = DmnWriter.Write(Policy);
        int at = table.IndexOf(right, StringComparison.Ordinal);
        Assert.True(at >= 0, "the mistake has no place");
        string mistaken = right == "decisionTable"
            ? table.Replace(right, wrong, StringComparison.Ordinal)
            : string.Concat(table.AsSpan(0, at), wrong, table.AsSpan(at + right.Length));

        string message = Assert.Throws<CommandFailure>(() => DmnReader.Read(mistaken, Scale.Ternary)).Message;

        Assert.All(faults, fault => Assert.Contains(fault, message, StringComparison.Ordinal));
        Assert.Matches(@"^line \d+, column \d+: ", message);
    }

    [Fact]
    public void Read_MediumForABinaryPolicy_IsRefused()
    {
        string message =
            Assert.Throws<CommandFailure>(() => DmnReader.Read(DmnWriter.Write(Policy), Scale.Binary)).Message;
        Assert.Contains("expected - or some of \"low\", \"high\", got \"medium\"", message, StringComparison.Ordinal);
    }

    private static string Table(string columns, params string[] rules) => $"""
        <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision name="d"><decisionTable>
        {columns}
        {string.Join('\n', rules)}
        </decisionTable></decision></definitions>
        """;

    private static string Rule(string[] inputs, string[] outputs, params string[] annotations) =>
        $"<rule>{Entries("inputEntry", inputs)}{Entries("outputEntry", outputs)}"
        + $"{Entries("annotationEntry", annotations)}</rule>";

    private static string Entries(string name, string[] texts) =>
        string.Concat(texts.Select(text => $"<{name}><text>{text}</text></{name}>"));

    private static PolicyDocument Read(ReadOnlySpan<byte> json) => PolicyReader.Read(json.ToArray(), out _)!;
}
