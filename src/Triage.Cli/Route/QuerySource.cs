namespace Triage.Cli.Route;

/// <summary>Where queries come from.</summary>
/// <param name="Name">Name of the file, empty for a single query.</param>
/// <param name="Lines">The queries.</param>
/// <param name="IsSingle">Whether the query stands on the command line itself.</param>
internal sealed record QuerySource(string Name, IReadOnlyList<string> Lines, bool IsSingle)
{
    /// <summary>Opens what the command line names: standard input, a file, or the query itself.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static QuerySource Open(string query)
    {
        if (query == "-")
        {
            return new QuerySource("standard input", ReadAll(Console.In), IsSingle: false);
        }

        if (!File.Exists(query))
        {
            return new QuerySource("", [query], IsSingle: true);
        }

        using StreamReader reader = File.OpenText(query);
        return new QuerySource(query, ReadAll(reader), IsSingle: false);
    }

    private static List<string> ReadAll(TextReader reader)
    {
        List<string> lines = [];
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }
}
