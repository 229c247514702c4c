using System.Text;
using Triage.Core.Scoring;
using Triage.V1;

namespace Triage.Server.Decisions;

/// <summary>Stretches of a text in the words of the contract.</summary>
internal static class TextMatches
{
    public static TextMatch Of(string text, TextSpan span)
    {
        int startByte = Encoding.UTF8.GetByteCount(text.AsSpan(0, span.Start));
        return new TextMatch
        {
            Text = text[span.Start..span.End],
            Start = span.Start,
            End = span.End,
            StartByte = startByte,
            EndByte = startByte + Encoding.UTF8.GetByteCount(text.AsSpan(span.Start, span.Length)),
        };
    }
}
