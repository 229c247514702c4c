namespace Triage.Core.Scoring;

/// <summary>The keys of the rubric: how criteria, dimensions, jobs, workflows and languages are written.</summary>
/// <remarks>Index = number of the enum member. The order is that of the rubric and of the corpus format.</remarks>
public static class Vocabulary
{
    /// <summary>Dimensions.</summary>
    public const int DimensionCount = 3;

    /// <summary>Criteria of all dimensions.</summary>
    public const int CriterionCount = 12;

    /// <summary>Resolution jobs.</summary>
    public const int JobCount = 6;

    /// <summary>Workflows.</summary>
    public const int WorkflowCount = 7;

    /// <summary>Languages that the model knows, <see cref="Language.Undetermined"/> not counted.</summary>
    public const int LanguageCount = 8;

    private static readonly string[] DimensionKeys = ["complexity", "severity", "effort"];

    private static readonly string[] CriterionKeys =
    [
        "answer_availability", "information_need", "handling",
        "urgency", "distress", "brand_or_safety", "financial_cost", "delay_cost",
        "work_required", "customer_difficulty", "instruction_difficulty", "tool_unavailability",
    ];

    private static readonly string[] CriterionQuestions =
    [
        "Is the answer readily available?",
        "What information is needed to resolve it?",
        "Who can handle it: automation, bot, knowledge base or agent?",
        "Does it need urgent attention?",
        "How emotionally distressed is the customer?",
        "Does it affect the brand's reputation or anyone's safety?",
        "What is the financial cost to the customer?",
        "If it is not resolved quickly, does the brand's image suffer?",
        "Does answering it take a lot of work, such as repair or a full diagnosis?",
        "How hard is it for the customer to resolve?",
        "Are the instructions hard for the customer to follow?",
        "Are the tools and resources the customer needs missing?",
    ];

    private static readonly string[] JobKeys = ["transact", "confirm", "discuss", "work_around", "validate", "vent"];

    private static readonly string[] WorkflowKeys =
    [
        "issue_resolution", "support_question", "lead_generation", "product_feedback", "order", "cart", "onboarding",
    ];

    private static readonly string[] LanguageTags = ["en", "ko", "ja", "zh", "es", "fr", "de", "pt", "und"];

    /// <summary>Gets the keys of the criteria.</summary>
    public static IReadOnlyList<string> Criteria => CriterionKeys;

    /// <summary>Gets the keys of the jobs.</summary>
    public static IReadOnlyList<string> Jobs => JobKeys;

    /// <summary>Gets the keys of the workflows.</summary>
    public static IReadOnlyList<string> Workflows => WorkflowKeys;

    /// <summary>Gets the key of a dimension.</summary>
    public static string Key(this Dimension dimension) => DimensionKeys[(int)dimension];

    /// <summary>Gets the key of a criterion.</summary>
    public static string Key(this Criterion criterion) => CriterionKeys[(int)criterion];

    /// <summary>Gets the key of a job.</summary>
    public static string Key(this Job job) => JobKeys[(int)job];

    /// <summary>Gets the key of a workflow.</summary>
    public static string Key(this Workflow workflow) => WorkflowKeys[(int)workflow];

    /// <summary>Gets the BCP-47 tag of a language; "und" for <see cref="Language.Undetermined"/>.</summary>
    public static string Tag(this Language language) => LanguageTags[(int)language];

    /// <summary>Gets the criterion's question in the words of the framework.</summary>
    public static string Question(this Criterion criterion) => CriterionQuestions[(int)criterion];

    /// <summary>Gets the dimension that a criterion belongs to.</summary>
    public static Dimension Dimension(this Criterion criterion) => criterion switch
    {
        < Criterion.Urgency => Scoring.Dimension.Complexity,
        < Criterion.WorkRequired => Scoring.Dimension.Severity,
        _ => Scoring.Dimension.Effort,
    };

    /// <summary>Reads the key of a criterion; case matters.</summary>
    /// <returns><see langword="false"/> when it is none.</returns>
    public static bool TryParseCriterion(string key, out Criterion criterion)
    {
        int index = Array.IndexOf(CriterionKeys, key);
        criterion = (Criterion)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Reads the key of a job; case matters.</summary>
    /// <returns><see langword="false"/> when it is none.</returns>
    public static bool TryParseJob(string key, out Job job)
    {
        int index = Array.IndexOf(JobKeys, key);
        job = (Job)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Reads the key of a workflow; case matters.</summary>
    /// <returns><see langword="false"/> when it is none.</returns>
    public static bool TryParseWorkflow(string key, out Workflow workflow)
    {
        int index = Array.IndexOf(WorkflowKeys, key);
        workflow = (Workflow)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Reads a BCP-47 tag by its primary subtag, whatever the case: "pt-BR" is Portuguese.</summary>
    /// <returns><see langword="false"/> when it is none of the eight.</returns>
    public static bool TryParseLanguage(ReadOnlySpan<char> tag, out Language language)
    {
        int end = tag.IndexOfAny('-', '_');
        ReadOnlySpan<char> primary = end < 0 ? tag : tag[..end];
        for (int i = 0; i < LanguageCount; i++)
        {
            if (primary.Equals(LanguageTags[i], StringComparison.OrdinalIgnoreCase))
            {
                language = (Language)i;
                return true;
            }
        }

        language = Language.Undetermined;
        return false;
    }
}
