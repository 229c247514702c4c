using System.Text;
using Triage.Core.Scoring;
using Triage.V1;

namespace Triage.Server.Decisions;

/// <summary>Stretches of a text in the words of the contract.</summary>
internal static class TextMatches
{
    /// <param name="text">The text that it stands in.</param>
    /// <param name="span">Where.</param>
    /// <param name="turn">Number of the turn whose text it is, from 1; 0 is that of the request.</param>
    public static TextMatch Of(string text, TextSpan span, int turn)
    {
        int startByte = Encoding.UTF8.GetByteCount(text.AsSpan(0, span.Start));
        return new TextMatch
        {
            Text = text[span.Start..span.End],
            Start = span.Start,
            End = span.End,
            StartByte = startByte,
            Turn = turn,
            EndByte = startByte + Encoding.UTF8.GetByteCount(text.AsSpan(span.Start, span.Length)),
        };
    }
}
