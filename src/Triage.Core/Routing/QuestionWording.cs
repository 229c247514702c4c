using System.Text.Json;
using Triage.Core.Scoring;

namespace Triage.Core.Routing;

/// <summary>A criterion's question as a customer is asked it.</summary>
/// <param name="Text">The question.</param>
/// <param name="Options">Three answers in words: 0, 1, 2.</param>
public sealed record QuestionWording(string Text, IReadOnlyList<string> Options)
{
    private static readonly Lazy<QuestionWording[,]> All = new(Load);

    /// <summary>
    /// Gets the wording of a criterion in a language; English for <see cref="Language.Undetermined"/>.
    /// </summary>
    public static QuestionWording Of(Criterion criterion, Language language) =>
        All.Value[(int)criterion, (int)(language == Language.Undetermined ? Language.English : language)];

    private static QuestionWording[,] Load()
    {
        using JsonDocument json = JsonDocument.Parse(Resources.Read("questions.json"));
        QuestionWording[,] all = new QuestionWording[Vocabulary.CriterionCount, Vocabulary.LanguageCount];
        for (int criterion = 0; criterion < Vocabulary.CriterionCount; criterion++)
        {
            JsonElement wordings = json.RootElement.GetProperty(((Criterion)criterion).Key());
            for (int language = 0; language < Vocabulary.LanguageCount; language++)
            {
                JsonElement wording = wordings.GetProperty(((Language)language).Tag());
                string[] lines = [.. wording.EnumerateArray().Select(line => line.GetString()!)];
                all[criterion, language] = new QuestionWording(lines[0], lines[1..]);
            }
        }

        return all;
    }
}
