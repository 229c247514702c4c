using Triage.Core.Routing;
using Triage.Core.Scoring;
using Triage.V1;

namespace Triage.Server.Decisions;

/// <summary>Decides valid requests: scores the text, routes the score, and answers in the words of the contract.</summary>
internal sealed class Decider(Scorer scorer)
{
    public string ModelVersion => scorer.Model.Version;

    /// <summary>Decides one query.</summary>
    /// <param name="request">A request without faults (<see cref="RequestValidator"/>).</param>
    /// <param name="policy">The policy that decides.</param>
    /// <param name="arrival">When the request came: it is decided for this instant unless it names another.</param>
    /// <returns>The decision. The same arguments give the same one, but for its id.</returns>
    /// <remarks>Allocates the response and what it holds.</remarks>
    public TriageResponse Decide(TriageRequest request, ServedPolicy policy, DateTimeOffset arrival)
    {
        TriageResponse response = new()
        {
            DecisionId = Guid.CreateVersion7(arrival).ToString("N"),
            PolicyVersion = policy.Version,
            ModelVersion = scorer.Model.Version,
        };
        RoutingContext context = ContextReader.Read(request.Context, arrival, policy.Routing, response.Warnings);
        Answers answers = ReadAnswers(request);
        scorer.Score(request.Text, in answers, policy.Routing.Scoring, out Score score);
        if (TryReadLanguage(request.Language, response, out Language language))
        {
            score = score.WithLanguage(language);
            context.Language = language;
        }

        Router.Decide(in score, in context, policy.Routing, out Decision decision);

        ScoreWriter.Write(in score, request.Text, response);
        DecisionWriter.Write(in decision, in score, in context, policy, response);
        if (request.Explain)
        {
            response.Explanation = ExplanationWriter.Write(
                scorer.Explain(request.Text, in answers, policy.Routing.Scoring), in score, request.Text);
        }

        return response;
    }

    private static Answers ReadAnswers(TriageRequest request)
    {
        Answers answers = Answers.None;
        if (request.Answers.Count > 0)
        {
            for (int c = 0; c < Vocabulary.CriterionCount; c++)
            {
                Criterion criterion = (Criterion)c;
                if (request.Answers.TryGetValue(criterion.Key(), out int answer))
                {
                    answers = answers.With(criterion, (Core.Scoring.Level)answer);
                }
            }
        }

        return answers;
    }

    private static bool TryReadLanguage(string tag, TriageResponse response, out Language language)
    {
        if (Vocabulary.TryParseLanguage(tag, out language))
        {
            return true;
        }

        if (tag.Length > 0)
        {
            response.Warnings.Add(new Warning
            {
                Code = "LANGUAGE_IGNORED",
                Field = "language",
                Message = "ignored: the model knows en, ko, ja, zh, es, fr, de, pt",
            });
        }

        return false;
    }
}
