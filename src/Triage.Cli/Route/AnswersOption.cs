using System.CommandLine;
using System.Globalization;
using Google.Protobuf.Collections;
using Triage.Core.Scoring;

namespace Triage.Cli.Route;

/// <summary><c>--answers urgency=2</c>: what the caller knows.</summary>
internal static class AnswersOption
{
    public static Option<string[]> Create()
    {
        Option<string[]> option = new("--answers")
        {
            Description = "Answers that you know, such as urgency=2,distress=0. Criteria: "
                + string.Join(", ", Vocabulary.Criteria) + ".",
            HelpName = "CRITERION=ANSWER",
        };
        option.Validators.Add(result =>
        {
            foreach (string part in Parts(result.GetValueOrDefault<string[]>() ?? []))
            {
                if (!TryParse(part, out _, out _))
                {
                    result.AddError(
                        $"--answers: expected criterion=answer, the answer 0, 1 or 2, got '{part}'; criteria: "
                        + string.Join(", ", Vocabulary.Criteria));
                }
            }
        });
        return option;
    }

    /// <summary>Reads answers that the option's validator has passed.</summary>
    public static void Read(string[] values, MapField<string, int> answers)
    {
        foreach (string part in Parts(values))
        {
            if (TryParse(part, out string criterion, out int answer))
            {
                answers[criterion] = answer;
            }
        }
    }

    private static IEnumerable<string> Parts(string[] values) =>
        values.SelectMany(
            value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static bool TryParse(string part, out string criterion, out int answer)
    {
        int equals = part.IndexOf('=', StringComparison.Ordinal);
        criterion = equals < 0 ? part : part[..equals];
        return int.TryParse(part.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out answer)
            && answer <= (int)Level.High && Vocabulary.TryParseCriterion(criterion, out _);
    }
}
