using System.Runtime.CompilerServices;

namespace Triage.Core.Scoring.Text;

/// <summary>The folded characters of one word, in place.</summary>
[InlineArray(Tokenizer.MaxWordLength)]
internal struct FoldedWord
{
    private char _first;
}
