using Triage.Core.Routing;
using Triage.Core.Scoring;

namespace Triage.Core.Tests.Routing;

public sealed class QuestionWordingTests
{
    [Fact]
    public void Of_EveryCriterionAndLanguage_HasAQuestionAndThreeDifferentAnswers()
    {
        HashSet<string> questions = [];
        foreach (Criterion criterion in Enum.GetValues<Criterion>())
        {
            foreach (Language language in Enum.GetValues<Language>().Where(l => l != Language.Undetermined))
            {
                QuestionWording wording = QuestionWording.Of(criterion, language);
                Assert.True(questions.Add(wording.Text), wording.Text);
                Assert.Contains(wording.Text[^1], "?？。");
                Assert.Equal(3, wording.Options.Distinct(StringComparer.Ordinal).Count());
                Assert.All(wording.Options, option => Assert.InRange(option.Length, 1, 80));
            }
        }
    }

    [Fact]
    public void Of_UndeterminedLanguage_IsEnglish() => Assert.Equal(
        QuestionWording.Of(Criterion.Urgency, Language.English),
        QuestionWording.Of(Criterion.Urgency, Language.Undetermined));
}
