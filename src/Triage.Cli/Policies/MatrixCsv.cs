using System.Text;
using Triage.Core.Routing;
using Triage.Core.Routing.Documents;

namespace Triage.Cli.Policies;

/// <summary>A policy's matrix as CSV, one row a cell, the way analysts keep it in a sheet.</summary>
/// <remarks>Source: RFC 4180. Columns: cell, complexity, severity, effort, primary, secondary, why.</remarks>
internal static class MatrixCsv
{
    private const string Header = "cell,complexity,severity,effort,primary,secondary,why";

    public static string Write(PolicyDocument policy)
    {
        StringBuilder csv = new(Header + "\r\n");
        foreach (CellDocument row in policy.Matrix)
        {
            string[] fields =
            [
                row.Cell.ToString(),
                LevelText.Word(row.Cell.Complexity),
                LevelText.Word(row.Cell.Severity),
                LevelText.Word(row.Cell.Effort),
                row.Primary,
                row.Secondary ?? "",
                row.Why,
            ];
            csv.AppendJoin(',', fields.Select(Quote)).Append("\r\n");
        }

        return csv.ToString();
    }

    /// <summary>Reads a matrix.</summary>
    /// <exception cref="CommandFailure">The file has faults; each is named with its line.</exception>
    public static ValueList<CellDocument> Read(string csv)
    {
        List<string[]> lines = Parse(csv);
        List<string> faults = [];
        if (lines.Count == 0 || string.Join(',', lines[0]) != Header)
        {
            throw new CommandFailure($"line 1: expected the columns {Header}");
        }

        Dictionary<int, CellDocument> cells = [];
        for (int i = 1; i < lines.Count; i++)
        {
            string[] fields = lines[i];
            if (fields.Length != 7 || !Cell.TryParse(fields[0], out Cell cell))
            {
                faults.Add(
                    $"line {i + 1}: expected 7 columns, the first a cell such as LMH, got "
                    + $"'{string.Join(',', fields)}'");
            }
            else if (fields[1] != LevelText.Word(cell.Complexity)
                || fields[2] != LevelText.Word(cell.Severity)
                || fields[3] != LevelText.Word(cell.Effort))
            {
                faults.Add(
                    $"line {i + 1}: cell {cell} is {LevelText.Word(cell.Complexity)}, "
                    + $"{LevelText.Word(cell.Severity)}, {LevelText.Word(cell.Effort)}, got "
                    + $"{fields[1]}, {fields[2]}, {fields[3]}");
            }
            else if (!cells.TryAdd(
                cell.Index, new CellDocument(cell, fields[4], fields[5].Length == 0 ? null : fields[5], fields[6])))
            {
                faults.Add($"line {i + 1}: cell {cell} is given twice");
            }
        }

        return faults.Count == 0
            ? [.. cells.OrderBy(c => c.Key).Select(c => c.Value)]
            : throw new CommandFailure(string.Join(Environment.NewLine, faults));
    }

    private static string Quote(string field) =>
        field.AsSpan().IndexOfAny(",\"\r\n") < 0
            ? field
            : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static List<string[]> Parse(string csv)
    {
        List<string[]> lines = [];
        List<string> fields = [];
        StringBuilder field = new();
        bool isQuoted = false;
        string text = csv.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (isQuoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append(c);
                i++;
            }
            else if (c == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && (c is ',' or '\n'))
            {
                fields.Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    lines.Add([.. fields]);
                    fields.Clear();
                }
            }
            else
            {
                field.Append(c);
            }
        }

        if (fields.Count > 0 || field.Length > 0)
        {
            lines.Add([.. fields, field.ToString()]);
        }

        return lines;
    }
}
