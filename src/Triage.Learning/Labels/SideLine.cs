using Triage.Core.Scoring;

namespace Triage.Learning.Labels;

/// <summary>A line that is labelled for its language and the wish for a person only.</summary>
/// <param name="Text">The query.</param>
/// <param name="WantsPerson">Whether it asks for a human being; <see langword="null"/> when not labelled.</param>
/// <param name="Language">Its language.</param>
public sealed record SideLine(string Text, bool? WantsPerson, Language Language)
{
    /// <summary>Reads files: text TAB 1, 0 or - TAB BCP-47 tag (any but the eight counts
    /// as undetermined), in UTF-8.</summary>
    /// <exception cref="InvalidDataException">A line is faulty; it is named.</exception>
    public static IReadOnlyList<SideLine> Read(IEnumerable<string> paths)
    {
        List<SideLine> lines = [];
        foreach (string path in paths)
        {
            int number = 0;
            foreach (string row in File.ReadLines(path))
            {
                number++;
                string[] fields = row.Split('\t');
                if (fields.Length != 3 || string.IsNullOrWhiteSpace(fields[0]) || fields[1] is not ("1" or "0" or "-"))
                {
                    throw new InvalidDataException($"{path}:{number}: expected text, 1, 0 or -, language; got '{row}'");
                }

                _ = Vocabulary.TryParseLanguage(fields[2], out Language language);
                lines.Add(new SideLine(fields[0], fields[1] == "-" ? null : fields[1] == "1", language));
            }
        }

        return lines;
    }
}
