using System.Security.Cryptography;
using System.Text;
using Triage.Learning.Labels;
using Triage.Learning.Lexicon;

namespace Triage.Learning.Training;

/// <summary>All that a model is made of: corpus, concept lexicon, phrases that ask for a person.</summary>
public sealed class TrainingData
{
    private TrainingData(
        IReadOnlyList<LabelledQuery> queries,
        IReadOnlyList<SideLine> sideLines,
        ConceptLexicon lexicon,
        PersonPhrases phrases,
        string hash)
    {
        Queries = queries;
        SideLines = sideLines;
        Lexicon = lexicon;
        Phrases = phrases;
        Hash = hash;
    }

    /// <summary>The labelled queries, in the order of their files.</summary>
    public IReadOnlyList<LabelledQuery> Queries { get; }

    /// <summary>Lines that are labelled for the wish for a person and their language only.</summary>
    public IReadOnlyList<SideLine> SideLines { get; }

    /// <summary>Expressions by concept.</summary>
    public ConceptLexicon Lexicon { get; }

    /// <summary>Phrases that ask for a person, and those that only look like it.</summary>
    public PersonPhrases Phrases { get; }

    /// <summary>SHA-256 over names and contents of all files, in hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>Reads a folder: <c>*.tsv</c> are corpus files, <c>lexicon/*.tsv</c> concepts, <c>person/*.tsv</c>
    /// phrases that ask for a person, <c>side/*.tsv</c> lines labelled for that wish and their language only.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="furtherCorpora">More corpus files, read behind those of the folder; or none.</param>
    /// <exception cref="CorpusException">A corpus line is faulty.</exception>
    /// <exception cref="InvalidDataException">A line of the lexicon,
    /// the phrases or the side lines is faulty.</exception>
    public static TrainingData Read(string folder, IEnumerable<string>? furtherCorpora = null)
    {
        string[] corpus = [.. Files(folder), .. furtherCorpora ?? []];
        string[] lexicon = Files(Path.Combine(folder, "lexicon"));
        string[] phrases = Files(Path.Combine(folder, "person"));
        string[] side = Files(Path.Combine(folder, "side"));
        return new TrainingData(
            CorpusReader.Read(corpus),
            SideLine.Read(side),
            ConceptLexicon.Read(lexicon),
            PersonPhrases.Read(phrases),
            HashOf([.. corpus, .. lexicon, .. phrases, .. side]));
    }

    /// <summary>Returns the same data without some corpus files; <see cref="Hash"/> stays that of all files.</summary>
    /// <param name="files">Their names without the extension.</param>
    internal TrainingData Without(IReadOnlySet<string> files) =>
        new([.. Queries.Where(query => !files.Contains(query.File))], SideLines, Lexicon, Phrases, Hash);

    private static string[] Files(string folder)
    {
        string[] files = Directory.GetFiles(folder, "*.tsv");
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    private static string HashOf(IEnumerable<string> files)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file) + "\n"));
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
