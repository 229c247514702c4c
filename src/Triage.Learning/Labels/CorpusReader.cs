using System.Globalization;
using System.Text;
using Triage.Core.Scoring;

namespace Triage.Learning.Labels;

/// <summary>Reads labelled queries: UTF-8, one a line, TAB-separated fields.</summary>
/// <remarks>
/// Fields: text; 12 digits (answers to the criteria, or <c>-</c>); 3 digits (complexity, severity, effort); one or two
/// jobs, comma-separated, the main one first; the workflow; optionally the language, else the file name's prefix
/// (<c>ko-b.tsv</c> is Korean), else English.
/// </remarks>
public static class CorpusReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(
        encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads files whole.</summary>
    /// <param name="paths">Files, read in the given order.</param>
    /// <returns>All lines.</returns>
    /// <exception cref="CorpusException">A line is faulty or stands twice; every fault is named.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static IReadOnlyList<LabelledQuery> Read(IEnumerable<string> paths)
    {
        List<LabelledQuery> queries = [];
        List<CorpusFault> faults = [];
        Dictionary<string, string> seen = new(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            ReadFile(path, queries, faults, seen);
        }

        return faults.Count == 0 ? queries : throw new CorpusException(faults);
    }

    private static void ReadFile(
        string path, List<LabelledQuery> queries, List<CorpusFault> faults, Dictionary<string, string> seen)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        byte[] bytes = File.ReadAllBytes(path);
        int number = 0;
        int start = 0;
        while (start < bytes.Length)
        {
            int length = bytes.AsSpan(start).IndexOf((byte)'\n');
            length = length < 0 ? bytes.Length - start : length;
            number++;
            Span<byte> raw = bytes.AsSpan(start, length);
            start += length + 1;
            string? fault = TryDecode(raw, out string line)
                ? Parse(line, name, number, out LabelledQuery? query)
                : SetNull(out query, "encoding: expected UTF-8, got other bytes");
            if (query is not null && !seen.TryAdd(query.Text, $"{path}:{number}"))
            {
                fault = $"text: expected once, stands already at {seen[query.Text]}";
            }

            if (fault is not null)
            {
                faults.Add(new CorpusFault(path, number, fault));
            }
            else
            {
                queries.Add(query!);
            }
        }
    }

    private static string SetNull(out LabelledQuery? query, string fault)
    {
        query = null;
        return fault;
    }

    private static bool TryDecode(ReadOnlySpan<byte> bytes, out string line)
    {
        try
        {
            line = StrictUtf8.GetString(bytes.TrimEnd((byte)'\r'));
            return true;
        }
        catch (DecoderFallbackException)
        {
            line = "";
            return false;
        }
    }

    /// <summary>Reads one line.</summary>
    /// <returns>The fault, or <see langword="null"/> when there is none and <paramref name="query"/> is set.</returns>
    private static string? Parse(string line, string name, int number, out LabelledQuery? query)
    {
        query = null;
        string[] fields = line.Split('\t');
        if (fields.Length is not (5 or 6))
        {
            return "fields: expected 5 or 6 separated by TAB, got "
                + fields.Length.ToString(CultureInfo.InvariantCulture);
        }

        if (string.IsNullOrWhiteSpace(fields[0]))
        {
            return "text: expected at least one character, got none";
        }

        Level[]? criteria = null;
        if (fields[1] != "-" && !TryParseLevels(fields[1], Vocabulary.CriterionCount, out criteria))
        {
            return $"criteria: expected 12 digits of 0, 1, 2 or '-', got '{fields[1]}'";
        }

        if (!TryParseLevels(fields[2], Vocabulary.DimensionCount, out Level[]? levels))
        {
            return $"levels: expected 3 digits of 0, 1, 2, got '{fields[2]}'";
        }

        string[] jobs = fields[3].Split(',');
        Job second = default;
        Language language;
        if (jobs.Length > 2 || !Vocabulary.TryParseJob(jobs[0], out Job main)
            || (jobs.Length == 2 && (!Vocabulary.TryParseJob(jobs[1], out second) || second == main)))
        {
            return $"jobs: expected one or two different of {string.Join(", ", Vocabulary.Jobs)}, got '{fields[3]}'";
        }

        if (!Vocabulary.TryParseWorkflow(fields[4], out Workflow workflow))
        {
            return $"workflow: expected one of {string.Join(", ", Vocabulary.Workflows)}, got '{fields[4]}'";
        }

        if (fields.Length == 5)
        {
            language = Vocabulary.TryParseLanguage(name, out Language ofFile) ? ofFile : Language.English;
        }
        else if (!Vocabulary.TryParseLanguage(fields[5], out language) && fields[5] != "und")
        {
            return $"language: expected en, ko, ja, zh, es, fr, de, pt or und, got '{fields[5]}'";
        }

        query = new LabelledQuery(
            fields[0], criteria, levels!, main, jobs.Length == 2 ? second : null, workflow, language, name, number);
        return null;
    }

    private static bool TryParseLevels(string digits, int count, out Level[]? levels)
    {
        levels = digits.Length == count && !digits.AsSpan().ContainsAnyExceptInRange('0', '2')
            ? [.. digits.Select(digit => (Level)(digit - '0'))]
            : null;
        return levels is not null;
    }
}
