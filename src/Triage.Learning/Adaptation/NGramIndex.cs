namespace Triage.Learning.Adaptation;

/// <summary>Numbers the n-grams of the new lines, in the order in which they are first seen.</summary>
internal sealed class NGramIndex
{
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly List<NGram> _all = [];

    public IReadOnlyList<NGram> All => _all;

    /// <summary>Numbers a token.</summary>
    /// <param name="key">Its hash.</param>
    /// <param name="isWord">Whether it is a word of a spaced script.</param>
    public int AddToken(ulong key, bool isWord) => Add(new NGram(key, 0, isWord));

    /// <summary>Numbers a pair of tokens.</summary>
    public int AddPair(ulong key, ulong first) => Add(new NGram(key, first, IsWord: false));

    private int Add(NGram gram)
    {
        if (!_numbers.TryGetValue(gram.Key, out int number))
        {
            _numbers.Add(gram.Key, number = _all.Count);
            _all.Add(gram);
        }

        return number;
    }

    /// <summary>An n-gram.</summary>
    /// <param name="Key">Its key.</param>
    /// <param name="First">Key of the token that a pair begins with; 0 for a single token.</param>
    /// <param name="IsWord">Whether it is a single word, to be taken apart when the base does not know it.</param>
    internal readonly record struct NGram(ulong Key, ulong First, bool IsWord);
}
