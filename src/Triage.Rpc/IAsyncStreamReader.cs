namespace Triage.Rpc;

/// <summary>Messages from the caller, one after the other.</summary>
/// <typeparam name="T">Type of the messages.</typeparam>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that <see cref="MoveNext"/> read last.</summary>
    T Current { get; }

    /// <summary>Reads the next message; must not be called while an earlier call is under way.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns><see langword="false"/> when the caller has sent its last message.</returns>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}
