using Triage.Core.Scoring.Text;

namespace Triage.Learning.Lexicon;

/// <summary>The tokens of a text with their folded words, breaks included.</summary>
internal sealed class TokenList
{
    private readonly List<Token> _tokens = [];
    private readonly List<string> _words = [];

    public int Count => _tokens.Count;

    /// <summary>What the text looked like.</summary>
    public Surface Surface { get; private set; }

    public Token this[int index] => _tokens[index];

    /// <summary>Gets the folded characters of a word token, else an empty text.</summary>
    public string Word(int index) => _words[index];

    /// <summary>Returns the hashes of the words.</summary>
    public IEnumerable<ulong> Words() =>
        _tokens.Where(token => token.Kind == TokenKind.Word).Select(token => token.Hash);

    /// <summary>Returns the list without the ends of clauses.</summary>
    public TokenList WithoutBreaks()
    {
        TokenList list = new() { Surface = Surface };
        for (int i = 0; i < Count; i++)
        {
            if (_tokens[i].Kind != TokenKind.Break)
            {
                list._tokens.Add(_tokens[i]);
                list._words.Add(_words[i]);
            }
        }

        return list;
    }

    /// <summary>Cuts a text.</summary>
    public static TokenList Of(string text)
    {
        TokenList list = new();
        Tokenizer tokenizer = new(text, 0, text.Length);
        while (tokenizer.Next(out Token token))
        {
            list._tokens.Add(token);
            list._words.Add(
                token.Kind == TokenKind.Word ? ((ReadOnlySpan<char>)tokenizer.Folded)[..token.Length].ToString() : "");
        }

        list.Surface = tokenizer.Surface;
        return list;
    }
}
