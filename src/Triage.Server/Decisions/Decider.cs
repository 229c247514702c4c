using Google.Protobuf.Collections;
using Triage.Core.Routing;
using Triage.Core.Routing.Escalating;
using Triage.Core.Scoring;
using Triage.V1;

namespace Triage.Server.Decisions;

/// <summary>Decides valid requests: scores the text, routes the score,
/// and answers in the words of the contract.</summary>
/// <param name="scorer">Scores texts.</param>
/// <param name="signer">Signs the ids of decisions.</param>
/// <param name="channels">What the platform reports of the channels.</param>
internal sealed class Decider(Scorer scorer, DecisionSigner signer, ILiveChannels channels)
{
    private readonly ConversationScorer _conversations = new(scorer);

    /// <summary>Builds a decider for a process that serves nobody else and hears of no channel's status.</summary>
    public Decider(Scorer scorer)
        : this(
            scorer,
            DecisionSigner.OfThisProcess(DecisionIdCodec.DefaultLifetime),
            new NoLiveChannels())
    {
    }

    public string ModelVersion => scorer.Model.Version;

    /// <summary>Decides one query.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="request">A request without faults (<see cref="RequestValidator"/>).</param>
    /// <param name="policy">The policy that decides.</param>
    /// <param name="arrival">When the request came: it is decided for this instant unless it names another.</param>
    /// <returns>The decision. The same arguments give the same one, but for its id.</returns>
    /// <remarks>Allocates the response and what it holds.</remarks>
    public TriageResponse Decide(string tenant, TriageRequest request, ServedPolicy policy, DateTimeOffset arrival)
    {
        // An id keeps whole milliseconds, and whoever explains it decides for the same instant again.
        arrival = arrival.AddTicks(-(arrival.UtcTicks % TimeSpan.TicksPerMillisecond));
        TriageResponse response = new();
        Judge(tenant, request, policy, arrival, response.Warnings, out Judgement judgement);
        Write(tenant, request, policy, in judgement, response);
        DecisionToken token = new()
        {
            Tenant = signer.MarkOf(tenant),
            Policy = signer.MarkOf(PolicyName.Of(request.Policy)),
            PolicyVersion = policy.Version,
            Attempt = AttemptOf(in judgement),
            DecidedAt = arrival,
            Request = RequestDigest.Of(request),
        };
        response.DecisionId = signer.Sign(in token);
        return response;
    }

    /// <summary>Scores and routes a request, without writing an answer but for what the policy does not know.</summary>
    public void Judge(
        string tenant, TriageRequest request, ServedPolicy policy, DateTimeOffset arrival,
        RepeatedField<Warning> warnings, out Judgement judgement)
    {
        judgement = default;
        judgement.Context = ContextReader.Read(request.Context, arrival, policy.Routing, warnings);
        judgement.Context.Status = channels.StatusFor(tenant, policy.Routing);
        judgement.Answers = ReadAnswers(request);
        ScoreConversation(request, policy, ref judgement);
        if (TryReadLanguage(request.Language, warnings, out Language language))
        {
            judgement.Score = judgement.Score.WithLanguage(language);
            judgement.Context.Language ??= language;
        }

        Router.Decide(in judgement.Score, in judgement.Context, policy.Routing, out judgement.Decision);
    }

    /// <summary>Gets the id of the primary channel of a request, without an answer; null when no channel is
    /// usable.</summary>
    public string? PrimaryOf(string tenant, TriageRequest request, ServedPolicy policy, DateTimeOffset arrival)
    {
        Judge(tenant, request, policy, arrival, warnings: [], out Judgement judgement);
        return judgement.Decision.Offered.Count == 0
            ? null
            : policy.Routing.Channels[judgement.Decision.Offered[0].Channel].Id;
    }

    /// <summary>Writes an answer, all but its id and what <see cref="Judge"/> has written.</summary>
    public void Write(
        string tenant, TriageRequest request, ServedPolicy policy, in Judgement judgement, TriageResponse response)
    {
        response.PolicyVersion = policy.Version;
        response.ModelVersion = scorer.Model.Version;
        ScoreWriter.Write(in judgement.Score, judgement.WishText, judgement.WishTurn, policy.Routing, response);
        if (judgement.IsTruncated)
        {
            response.Degraded.Add("TURNS_TRUNCATED");
        }

        DecisionWriter.Write(in judgement.Decision, in judgement.Score, in judgement.Context, policy, response);
        channels.AddDegraded(tenant, policy.Routing, judgement.Context.Instant, response.Degraded);

        if (request.Explain)
        {
            response.Explanation = ExplanationWriter.Write(
                scorer.Explain(judgement.Newest, in judgement.Answers, policy.Routing.Scoring),
                in judgement.Score,
                judgement.Newest,
                judgement.NewestTurn);
        }
    }

    /// <summary>Takes a judgement for the attempt that follows from it; on no channel when none is usable.</summary>
    public static Attempt AttemptOf(in Judgement judgement)
    {
        ChannelSet tried = judgement.Context.Tried;
        Attempt attempt = new()
        {
            Cell = judgement.Decision.Cell,
            Override = judgement.Decision.Override,
            Job = judgement.Score.MainJob,
            Workflow = judgement.Score.Workflow,
            Language = judgement.Score.Language,
            WantsPerson = judgement.Score.WantsPerson,
            Channel = Judgement.NoChannel,
            Number = (byte)(tried.Count + 1),
            Tried = tried,
        };
        return judgement.Decision.Offered.Count == 0
            ? attempt
            : Attempt.Of(in judgement.Score, in judgement.Decision, tried, attempt.Number);
    }

    private void ScoreConversation(TriageRequest request, ServedPolicy policy, ref Judgement judgement)
    {
        if (request.Turns.Count == 0)
        {
            scorer.Score(request.Text, in judgement.Answers, policy.Routing.Scoring, out judgement.Score);
            judgement.Newest = judgement.WishText = request.Text;
            return;
        }

        Conversation conversation = Conversation.Of(request);
        _conversations.Score(
            conversation.Turns, in judgement.Answers, policy.Routing.Scoring, out judgement.Score, out int wishTurn);
        judgement.Newest = conversation.Turns[^1];
        judgement.NewestTurn = conversation.NumberOf(conversation.Turns.Length - 1);
        judgement.WishText = conversation.Turns[wishTurn];
        judgement.WishTurn = conversation.NumberOf(wishTurn);
        judgement.IsTruncated = conversation.IsTruncated;
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

    private static bool TryReadLanguage(string tag, RepeatedField<Warning> warnings, out Language language)
    {
        if (Vocabulary.TryParseLanguage(tag, out language))
        {
            return true;
        }

        if (tag.Length > 0)
        {
            warnings.Add(ContextReader.LanguageIgnored("language"));
        }

        return false;
    }
}
