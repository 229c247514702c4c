namespace Triage.Storage.Replication;

/// <summary>What a <see cref="ChangeLoop{TSession}"/> does at each of its steps.</summary>
internal interface IChangeFollower<TSession>
{
    /// <summary>Connects.</summary>
    Task<TSession> OpenAsync(CancellationToken cancellation);

    /// <summary>Sends what Redis may lack.</summary>
    Task PushAsync(TSession session, CancellationToken cancellation);

    /// <summary>Takes what changed after a number.</summary>
    Task PullAsync(TSession session, long after, CancellationToken cancellation);

    /// <summary>Has everything held sent: this is another Redis, or one that lost its data.</summary>
    void Resend();

    /// <summary>Notes that Redis has told all that it holds.</summary>
    /// <param name="isBack">Whether it did not answer before.</param>
    /// <param name="isEmpty">Whether it holds nothing: it is new, or lost its data and others may have still to fill
    /// it.</param>
    void Confirm(bool isBack, bool isEmpty);

    /// <summary>Notes that messages come no more, or again: while they do not, changes are found by asking.</summary>
    void Hear(bool hears);

    /// <summary>Notes that Redis does not answer.</summary>
    /// <param name="e">What failed.</param>
    /// <param name="isNew">Whether it answered before.</param>
    void Lose(Exception e, bool isNew);
}
