using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;

namespace Triage.Cli.Policies;

/// <summary>Reads a matrix from a decision table of DMN 1.3, as <see cref="DmnWriter"/> writes it or as an editor saves
/// it.</summary>
/// <remarks>
/// Columns may stand in any order. A rule may serve several cells: an input entry is "-", or a list of levels such as
/// "low","medium", or not(...) of one. Every cell must have exactly one rule: that is what hit policy Unique means.
/// Without the annotation "why", a rule's description is its reason.
/// </remarks>
internal sealed partial class DmnReader
{
    private readonly List<string> _faults = [];
    private readonly Level[] _levels;
    private readonly SortedDictionary<int, (CellDocument Row, XElement Rule)> _cells = [];

    private DmnReader(Scale scale) =>
        _levels = [.. Enum.GetValues<Level>().Where(l => scale == Scale.Ternary || l != Level.Medium)];

    /// <summary>Reads a matrix.</summary>
    /// <param name="xml">The file.</param>
    /// <param name="scale">The levels that the policy tells apart.</param>
    /// <exception cref="CommandFailure">The file has faults; each is named with its line and column.</exception>
    public static ValueList<CellDocument> Read(string xml, Scale scale)
    {
        DmnReader reader = new(scale);
        reader.ReadTable(Load(xml));
        return reader._faults.Count == 0
            ? [.. reader._cells.Values.Select(cell => cell.Row)]
            : throw new CommandFailure(string.Join(Environment.NewLine, reader._faults));
    }

    private static XElement Load(string xml)
    {
        XElement root;
        try
        {
            using XmlReader reader = XmlReader.Create(
                new StringReader(xml),
                new XmlReaderSettings
                {
                    DtdProcessing = DtdProcessing.Prohibit,
                    MaxCharactersInDocument = PolicyReader.MaxBytes,
                });
            root = XDocument.Load(reader, LoadOptions.SetLineInfo | LoadOptions.PreserveWhitespace).Root!;
        }
        catch (XmlException e)
        {
            throw new CommandFailure($"line {e.LineNumber}, column {e.LinePosition}: expected XML: {e.Message}");
        }

        if (root.Name != Dmn.Name("definitions"))
        {
            throw Failure(
                root,
                $"expected definitions of DMN 1.3 ({Dmn.Namespace}), got {root.Name.LocalName} "
                + $"({root.Name.Namespace})");
        }

        XElement[] tables = [.. root.Descendants(Dmn.Name("decisionTable"))];
        return tables.Length == 1
            ? tables[0]
            : throw Failure(tables.Length == 0 ? root : tables[1], $"expected one decisionTable, got {tables.Length}");
    }

    private void ReadTable(XElement table)
    {
        if ((string?)table.Attribute("hitPolicy") is string policy and not "UNIQUE")
        {
            Report(table, $"hitPolicy: expected UNIQUE, got {policy}");
        }

        int[] inputs = Columns(
            table,
            "input",
            Dmn.Inputs,
            input => (string?)input.Element(Dmn.Name("inputExpression"))?.Element(Dmn.Name("text")));
        int[] outputs = Columns(table, "output", Dmn.Outputs, output => (string?)output.Attribute("name"));
        int why = table.Elements(Dmn.Name("annotation")).ToList()
            .FindIndex(annotation => (string?)annotation.Attribute("name") == Dmn.Why);
        if (_faults.Count > 0)
        {
            return;
        }

        foreach (XElement rule in table.Elements(Dmn.Name("rule")))
        {
            ReadRule(rule, inputs, outputs, why);
        }

        string[] missing = [.. from c in _levels from s in _levels from e in _levels
            let cell = new Cell(c, s, e) where !_cells.ContainsKey(cell.Index) select $"{cell}"];
        if (missing.Length > 0 && _faults.Count == 0)
        {
            Report(table, $"expected one rule for every cell, got none for {string.Join(", ", missing)}");
        }
    }

    /// <returns>For each name, the number of its column.</returns>
    private int[] Columns(XElement table, string kind, IReadOnlyList<string> names, Func<XElement, string?> nameOf)
    {
        XElement[] columns = [.. table.Elements(Dmn.Name(kind))];
        int[] found = [.. names.Select(_ => -1)];
        for (int i = 0; i < columns.Length; i++)
        {
            string? name = nameOf(columns[i])?.Trim();
            int at = names.ToList().IndexOf(name ?? "");
            if (at < 0)
            {
                Report(columns[i], $"{kind}: expected {string.Join(", ", names)}, got '{name}'");
            }
            else if (found[at] >= 0)
            {
                Report(columns[i], $"{kind}: '{name}' is given twice");
            }
            else
            {
                found[at] = i;
            }
        }

        foreach (string name in names.Where((_, i) => found[i] < 0))
        {
            Report(table, $"{kind}: expected {string.Join(", ", names)}, '{name}' is missing");
        }

        return found;
    }

    private void ReadRule(XElement rule, int[] inputs, int[] outputs, int why)
    {
        XElement[] tests = [.. rule.Elements(Dmn.Name("inputEntry"))];
        XElement[] answers = [.. rule.Elements(Dmn.Name("outputEntry"))];
        if (tests.Length != inputs.Length || answers.Length != outputs.Length)
        {
            Report(
                rule,
                $"rule: expected {inputs.Length} input and {outputs.Length} output entries, got {tests.Length} and "
                + $"{answers.Length}");
            return;
        }

        Level[]?[] levels = [.. inputs.Select(column => ReadLevels(tests[column]))];
        string? primary = ReadChannel(answers[outputs[0]], isNeeded: true);
        string? secondary = ReadChannel(answers[outputs[1]], isNeeded: false);
        XElement? reason = why < 0
            ? rule.Element(Dmn.Name("description"))
            : rule.Elements(Dmn.Name("annotationEntry")).ElementAtOrDefault(why)?.Element(Dmn.Name("text"));
        if (string.IsNullOrWhiteSpace(reason?.Value))
        {
            Report(rule, $"rule: expected a reason in the annotation '{Dmn.Why}', got none");
        }

        if (levels is [Level[] complexity, Level[] severity, Level[] effort]
            && primary is not null
            && reason is not null)
        {
            foreach (Cell cell in from c in complexity from s in severity from e in effort select new Cell(c, s, e))
            {
                Add(new CellDocument(cell, primary, secondary, reason.Value), rule);
            }
        }
    }

    private void Add(CellDocument row, XElement rule)
    {
        if (!_cells.TryAdd(row.Cell.Index, (row, rule)))
        {
            int line = ((IXmlLineInfo)_cells[row.Cell.Index].Rule).LineNumber;
            Report(rule, $"rule: cell {row.Cell} has a rule already, on line {line}; hit policy Unique allows one");
        }
    }

    private Level[]? ReadLevels(XElement entry)
    {
        string text = TextOf(entry);
        if (text is "" or "-")
        {
            return _levels;
        }

        Match list = LevelList().Match(text);
        Level[] named = [.. list.Groups["word"].Captures
            .Select(word => Array.FindIndex(_levels, level => LevelText.Word(level) == word.Value))
            .Select(at => at < 0 ? (Level)byte.MaxValue : _levels[at])];
        if (!list.Success || named.Contains((Level)byte.MaxValue))
        {
            string allowed = string.Join(", ", _levels.Select(level => $"\"{LevelText.Word(level)}\""));
            Report(entry, $"inputEntry: expected - or some of {allowed}, got {text}");
            return null;
        }

        return list.Groups["not"].Success ? [.. _levels.Except(named)] : [.. named.Distinct()];
    }

    /// <returns>The id; null for none.</returns>
    private string? ReadChannel(XElement entry, bool isNeeded)
    {
        string text = TextOf(entry);
        Match channel = ChannelLiteral().Match(text);
        if (!channel.Success && (isNeeded || text is not ("" or "-" or "null")))
        {
            Report(
                entry,
                $"outputEntry: expected the id of a channel in quotes{(isNeeded ? "" : ", or null")}, got "
                + $"{(text.Length == 0 ? "nothing" : text)}");
        }

        return channel.Success ? channel.Groups["id"].Value : null;
    }

    private static string TextOf(XElement entry) => entry.Element(Dmn.Name("text"))?.Value.Trim() ?? "";

    private void Report(XElement at, string message) => _faults.Add(Failure(at, message).Message);

    private static CommandFailure Failure(XElement at, string message)
    {
        IXmlLineInfo position = at;
        return new CommandFailure($"line {position.LineNumber}, column {position.LinePosition}: {message}");
    }

    [GeneratedRegex("""^(?:(?<not>not)\s*\(\s*)?"(?<word>\w*)"(?:\s*,\s*"(?<word>\w*)")*\s*(?(not)\))$""",
        RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex LevelList();

    [GeneratedRegex("""^"(?<id>[a-z0-9_]+)"$""", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex ChannelLiteral();
}
