using System.Buffers;
using System.Globalization;
using System.Text;
using Triage.Core.Scoring;
using Triage.V1;

namespace Triage.Server.Decisions;

/// <summary>Checks every field of a request against the contract and names all faults at once.</summary>
internal static partial class RequestValidator
{
    public const int MaxTextBytes = 1_024 * 1_024; // bytes of UTF-8, 1 MiB
    public const int MaxLanguageChars = 35;
    public const int MaxPolicyChars = 64;
    public const int MaxConversationIdChars = 128;
    public const int MaxChannels = 64;
    public const int MaxAttributes = 32;
    public const int MaxAttributeKeyChars = 64;
    public const int MaxAttributeValueChars = 256;

    private const int MaxBytesPerChar = 3; // of UTF-8, for one UTF-16 unit
    private const int MaxQuotedChars = 40;
    private const long FirstSecond = 946_684_800; // 2000-01-01T00:00:00Z
    private const long EndSecond = 4_133_980_800; // 2101-01-01T00:00:00Z
    private const int NanosPerSecond = 1_000_000_000;

    private static readonly SearchValues<char> PolicyChars =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Checks a request.</summary>
    /// <returns>Its faults, in the order of the contract; <see langword="null"/> when there are none.</returns>
    /// <remarks>Allocates 0 B for a request without faults and attributes.</remarks>
    public static List<FieldFault>? Validate(TriageRequest request)
    {
        List<FieldFault>? faults = null;
        if (request.Turns.Count > 0)
        {
            CheckTurns(request, ref faults);
        }
        else
        {
            CheckText(request.Text, ref faults);
        }

        CheckLanguage("language", request.Language, ref faults);
        CheckAnswers(request, ref faults);
        if (request.Context is not null)
        {
            CheckContext(request.Context, ref faults);
        }

        CheckPolicy(request.Policy, ref faults);
        return faults;
    }

    /// <summary>Checks the name of a policy.</summary>
    internal static void CheckPolicy(string name, ref List<FieldFault>? faults)
    {
        if (name.Length > MaxPolicyChars || name.AsSpan().ContainsAnyExcept(PolicyChars))
        {
            Add(
                ref faults,
                "policy",
                $"expected 1 to {MaxPolicyChars} characters of a-z, 0-9, '-' and '_', got {Quote(name)}");
        }
    }

    private static void CheckText(string text, ref List<FieldFault>? faults)
    {
        if (IsBlank(text))
        {
            string got = text.Length == 0 ? "none" : $"{text.Length} blank or control characters";
            Add(ref faults, "text", $"expected the customer's words, at least one visible character, got {got}");
        }
        else if (text.Length > MaxTextBytes / MaxBytesPerChar
            && Encoding.UTF8.GetByteCount(text) is var bytes and > MaxTextBytes)
        {
            Add(ref faults, "text", $"expected at most {MaxTextBytes} bytes of UTF-8 (1 MiB), got {bytes}");
        }
    }

    private static void CheckTurns(TriageRequest request, ref List<FieldFault>? faults)
    {
        long bytes = Encoding.UTF8.GetByteCount(request.Text);
        for (int i = 0; i < request.Turns.Count; i++)
        {
            Turn turn = request.Turns[i];
            bytes += Encoding.UTF8.GetByteCount(turn.Text);
            if (turn.Speaker is not (Speaker.Customer or Speaker.Bot or Speaker.Agent))
            {
                Add(
                    ref faults,
                    $"turns[{i}].speaker",
                    $"expected SPEAKER_CUSTOMER, SPEAKER_BOT or SPEAKER_AGENT, got {(int)turn.Speaker}");
            }
        }

        if (bytes > MaxTextBytes)
        {
            Add(ref faults, "turns", $"expected at most {MaxTextBytes} bytes of UTF-8 (1 MiB) with text, got {bytes}");
        }
        else if (Conversation.Of(request).Turns.IsEmpty)
        {
            Add(
                ref faults,
                "turns",
                $"expected the customer's words in text or in one of the newest {Conversation.MaxTurns} turns, got "
                + "none");
        }
    }

    /// <summary>Gets whether a text holds no visible character.</summary>
    internal static bool IsBlank(string text)
    {
        foreach (char unit in text)
        {
            if (!char.IsWhiteSpace(unit) && !char.IsControl(unit)
                && char.GetUnicodeCategory(unit) != UnicodeCategory.Format)
            {
                return false;
            }
        }

        return true;
    }

    private static void CheckLanguage(string field, string language, ref List<FieldFault>? faults)
    {
        if (language.Length > 0 && !IsLanguageTag(language))
        {
            Add(
                ref faults,
                field,
                $"expected a BCP-47 tag such as 'en' or 'pt-BR' of at most {MaxLanguageChars} characters, got "
                + $"{Quote(language)}");
        }
    }

    /// <summary>Gets whether a tag has the form of BCP 47: 2 to 8 letters, then subtags of 1 to 8 letters or
    /// digits.</summary>
    private static bool IsLanguageTag(ReadOnlySpan<char> tag)
    {
        if (tag.Length > MaxLanguageChars)
        {
            return false;
        }

        bool isFirst = true;
        foreach (Range range in tag.SplitAny('-', '_'))
        {
            ReadOnlySpan<char> subtag = tag[range];
            if (subtag.Length > 8 || subtag.Length < (isFirst ? 2 : 1))
            {
                return false;
            }

            foreach (char unit in subtag)
            {
                if (!(isFirst ? char.IsAsciiLetter(unit) : char.IsAsciiLetterOrDigit(unit)))
                {
                    return false;
                }
            }

            isFirst = false;
        }

        return true;
    }

    private static void CheckAnswers(TriageRequest request, ref List<FieldFault>? faults)
    {
        if (request.Answers.Count == 0)
        {
            return;
        }

        int known = 0;
        for (int c = 0; c < Vocabulary.CriterionCount; c++)
        {
            string key = ((Criterion)c).Key();
            if (request.Answers.TryGetValue(key, out int answer))
            {
                known++;
                if (answer is < 0 or > 2)
                {
                    Add(ref faults, $"answers.{key}", $"expected 0, 1 or 2, got {answer}");
                }
            }
        }

        if (known < request.Answers.Count)
        {
            AddUnknownCriteria(request, ref faults);
        }
    }

    private static void AddUnknownCriteria(TriageRequest request, ref List<FieldFault>? faults)
    {
        // The list is long and callers take few bytes of error: it is told once.
        string description = $"unknown criterion, expected one of {string.Join(", ", Vocabulary.Criteria)}";
        foreach (string key in request.Answers.Keys)
        {
            if (!Vocabulary.TryParseCriterion(key, out _))
            {
                Add(ref faults, $"answers.{Shorten(key)}", description);
                description = "unknown criterion";
            }
        }
    }

    private static void AddTooLong(ref List<FieldFault>? faults, string field, int most, int got) =>
        Add(ref faults, field, $"expected at most {most} characters, got {got}");

    private static void Add(ref List<FieldFault>? faults, string field, string description) =>
        (faults ??= []).Add(new FieldFault(field, description));

    private static string Quote(string value) => $"'{Shorten(value)}'";

    private static string Shorten(string value) =>
        value.Length <= MaxQuotedChars ? value : string.Concat(value.AsSpan(0, MaxQuotedChars), "…");
}
