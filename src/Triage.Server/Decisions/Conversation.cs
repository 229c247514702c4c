using Google.Protobuf.Collections;
using Triage.V1;

namespace Triage.Server.Decisions;

/// <summary>What the customer said in a request: the turns that are scored.</summary>
internal readonly ref struct Conversation
{
    /// <summary>Turns of a conversation that count, the newest ones.</summary>
    public const int MaxTurns = 50;

    private readonly ReadOnlySpan<int> _numbers;

    private Conversation(ReadOnlySpan<string> turns, ReadOnlySpan<int> numbers, bool isTruncated)
    {
        Turns = turns;
        _numbers = numbers;
        IsTruncated = isTruncated;
    }

    /// <summary>Gets the customer's turns, oldest first; at least one in a valid request.</summary>
    public ReadOnlySpan<string> Turns { get; }

    /// <summary>Gets whether older turns were left out.</summary>
    public bool IsTruncated { get; }

    /// <summary>Gets the number of a turn in the request, from 1; 0 is <c>text</c>.</summary>
    public int NumberOf(int index) => _numbers[index];

    public static Conversation Of(TriageRequest request)
    {
        RepeatedField<Turn> said = request.Turns;
        bool hasText = !RequestValidator.IsBlank(request.Text);
        int first = Math.Max(0, said.Count + (hasText ? 1 : 0) - MaxTurns);
        string[] turns = new string[said.Count - first + 1];
        int[] numbers = new int[turns.Length];
        int count = 0;
        for (int i = first; i < said.Count; i++)
        {
            if (said[i].Speaker == Speaker.Customer && !RequestValidator.IsBlank(said[i].Text))
            {
                (turns[count], numbers[count]) = (said[i].Text, i + 1);
                count++;
            }
        }

        if (hasText)
        {
            turns[count++] = request.Text;
        }

        return new Conversation(turns.AsSpan(0, count), numbers, first > 0);
    }
}
