using Triage.Core.Scoring;
using Triage.Core.Scoring.Text;
using Triage.Learning.Lexicon;

namespace Triage.Learning.Training;

/// <content>Rows of the lexicon's expressions and of the phrases that ask for a person.</content>
internal sealed partial class Fusion
{
    /// <summary>Adds the expressions of several tokens, and prefixes:
    /// of one word as such, of more by known words.</summary>
    private void AddExpressions()
    {
        foreach (Expression expression in data.Lexicon.Expressions)
        {
            int last = expression.Tokens.Count - 1;
            if (!expression.IsPrefix)
            {
                if (last > 0 && !_builder.Has(expression.Key))
                {
                    AddSequence(expression, expression.Key, ConceptsOf(expression.Key, 0, ""));
                }
            }
            else if (last == 0)
            {
                _builder.Set(expression.Key, ConceptsOfPrefix(expression.Key), Rare);
            }
            else
            {
                AddPrefixed(expression, (key, word) => ConceptsOf(key, expression.SequenceKey(0, last), word));
            }
        }
    }

    private void AddPhrases(IReadOnlyList<Expression> phrases, bool isWish)
    {
        foreach (Expression phrase in phrases)
        {
            if (phrase.IsPrefix)
            {
                foreach ((ulong key, _) in WordsWithPrefix(phrase))
                {
                    MarkPhrase(phrase, key, isWish);
                }
            }
            else
            {
                MarkPhrase(phrase, phrase.Key, isWish);
            }
        }
    }

    private void MarkPhrase(Expression phrase, ulong key, bool isWish)
    {
        MarkBeginnings(phrase);
        _builder.MarkWish(key, isWish);
        if (!_builder.Has(key))
        {
            _builder.Set(key, new float[Heads.Used], Rare);
            if (phrase.Tokens.Count == 1 && phrase.Tokens[0].Kind == TokenKind.Word)
            {
                _builder.TakeApart(key);
            }
        }
    }

    private void AddPrefixed(Expression expression, Func<ulong, string, float[]> row)
    {
        foreach ((ulong key, string word) in WordsWithPrefix(expression))
        {
            if (!_builder.Has(key))
            {
                AddSequence(expression, key, row(key, word));
            }
        }
    }

    /// <summary>Returns the sequences that an expression stands for, one for each known word with its prefix.</summary>
    private IEnumerable<(ulong Key, string Word)> WordsWithPrefix(Expression expression)
    {
        int last = expression.Tokens.Count - 1;
        ulong before = expression.SequenceKey(0, last);
        string prefix = expression.Tokens.Word(last);
        return _words.Where(pair => pair.Value.StartsWith(prefix, StringComparison.Ordinal))
            .Select(pair => (before == 0 ? pair.Key : Hashing.Then(before, pair.Key), pair.Value));
    }

    private void AddSequence(Expression expression, ulong key, float[] row)
    {
        if (row.Any(weight => weight != 0))
        {
            _builder.Set(key, row, Rare);
            MarkBeginnings(expression);
        }
    }

    private void MarkBeginnings(Expression expression)
    {
        for (int end = 1; end < expression.Tokens.Count; end++)
        {
            ulong key = expression.SequenceKey(0, end);
            _builder.Continue(key);
            if (end == 1 && expression.Tokens[0].Kind == TokenKind.Word && !_builder.Has(key))
            {
                _builder.TakeApart(key);
            }
        }
    }
}
