using System.Runtime.CompilerServices;
using Triage.Core.Scoring.Text;

namespace Triage.Core.Scoring;

/// <summary>Reads a stretch of text once and gives every n-gram that the model knows to a sink.</summary>
/// <remarks>
/// The index is walked as a hash trie: a sequence is followed as long as its entry says that longer ones begin with it.
/// A word that the model knows has the weights of its own n-grams and concepts summed up in one row; only an unknown
/// word, or one that only the lexicon knew, is taken apart into character n-grams and prefixes.
/// </remarks>
internal ref struct NGramWalk
{
    /// <summary>Unknown words of a walk that are taken apart; a text with more of them holds no words.</summary>
    private const int MaxTakenApart = 64;

    private readonly Model _model;
    private int _takenApart;
    private Tokenizer _tokenizer;
    private OpenSequences _open;
    private int _openCount;

    /// <summary>Starts on a stretch of a text.</summary>
    public NGramWalk(Model model, ReadOnlySpan<char> text, int start, int end)
    {
        _model = model;
        _tokenizer = new Tokenizer(text, start, end);
    }

    /// <summary>Tokens read, breaks not counted.</summary>
    public int Tokens { get; private set; }

    /// <summary>Tokens that the model knows as they are.</summary>
    public int KnownTokens { get; private set; }

    /// <summary>N-grams given to the sink.</summary>
    public int NGrams { get; private set; }

    /// <summary>What the text looked like so far.</summary>
    public readonly Surface Surface => _tokenizer.Surface;

    /// <summary>Position of the next unit to read.</summary>
    public readonly int Position => _tokenizer.Position;

    /// <summary>Reads on until the text ends or enough n-grams were found.</summary>
    /// <returns><see langword="true"/> when the text has ended.</returns>
    public bool Read<TSink>(int budget, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        while (NGrams < budget)
        {
            if (!_tokenizer.Next(out Token token))
            {
                return true;
            }

            if (token.Kind == TokenKind.Break)
            {
                _openCount = 0;
                continue;
            }

            if (Tokens++ == 0)
            {
                Select(Hashing.Salted(Hashing.FirstSalt, token.Hash), token.Start, token.End, ref sink);
            }

            Take(in token, ref sink);
        }

        return false;
    }

    /// <summary>Gives the rows of what the text looks like; <paramref name="surface"/> may add up several
    /// walks.</summary>
    public void ReadSurface<TSink>(in Surface surface, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        Span<ulong> keys = stackalloc ulong[SurfaceFeatures.MaxCount];
        int count = SurfaceFeatures.Write(in surface, keys);
        foreach (ulong key in keys[..count])
        {
            Select(key, 0, 0, ref sink);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Take<TSink>(in Token token, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        int kept = 0;
        for (int i = 0; i < _openCount; i++)
        {
            OpenSequence sequence = _open[i];
            ulong key = Hashing.Then(sequence.Key, token.Hash);
            if (_model.TryFind(key, out uint entry))
            {
                Give(entry, sequence.Start, token.End, ref sink);
                if ((entry & Model.ContinuesBit) != 0)
                {
                    _open[kept++] = sequence with { Key = key };
                }
            }
        }

        bool isKnown = _model.TryFind(token.Hash, out uint own);
        if (isKnown)
        {
            KnownTokens++;
            Give(own, token.Start, token.End, ref sink);
            if ((own & Model.ContinuesBit) != 0 && kept < OpenSequences.Capacity)
            {
                _open[kept++] = new OpenSequence(token.Hash, token.Start);
            }
        }

        bool isUnknownWord = token.Kind == TokenKind.Word && (!isKnown || (own & Model.ApartBit) != 0);
        if (isUnknownWord && _takenApart < MaxTakenApart)
        {
            _takenApart++;
            TakeApart(in token, ref sink);
        }

        _openCount = kept;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TakeApart<TSink>(in Token token, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        FoldedWord folded = _tokenizer.Folded;
        ReadOnlySpan<char> word = folded[..token.Length];
        Span<ulong> keys = stackalloc ulong[InsideKeys.MaxCount];
        int count = InsideKeys.Write(word, keys);
        foreach (ulong key in keys[..count])
        {
            Select(key, token.Start, token.End, ref sink);
        }

        ulong hash = Hashing.Seed;
        for (int length = 1; length <= word.Length; length++)
        {
            hash = Hashing.Add(hash, word[length - 1]);
            if (length >= InsideKeys.MinPrefix)
            {
                Select(Hashing.Salted(Hashing.PrefixSalt, hash), token.Start, token.End, ref sink);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Select<TSink>(ulong key, int start, int end, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        if (_model.TryFind(key, out uint entry))
        {
            Give(entry, start, end, ref sink);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Give<TSink>(uint entry, int start, int end, ref TSink sink)
        where TSink : struct, IRowSink, allows ref struct
    {
        int row = (int)(entry & Model.RowMask);
        if (row != 0)
        {
            NGrams++;
            sink.Add(row, start, end);
        }
    }

    /// <summary>A sequence that longer ones begin with, and where it started.</summary>
    private readonly record struct OpenSequence(ulong Key, int Start);

    [InlineArray(Capacity)]
    private struct OpenSequences
    {
        /// <summary>Tokens of the longest expression that a lexicon may hold; no sequence stays open for
        /// more.</summary>
        public const int Capacity = 12;

        private OpenSequence _first;
    }
}
