namespace Triage.Rpc;

/// <summary>Messages to the caller, one after the other.</summary>
/// <typeparam name="T">Type of the messages.</typeparam>
public interface IServerStreamWriter<in T>
{
    /// <summary>Sends a message; must not be called while an earlier call is under way.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the transport takes more: awaiting it is flow control.</returns>
    /// <exception cref="OperationCanceledException">The caller went away or the deadline passed.</exception>
    Task WriteAsync(T message, CancellationToken cancellationToken = default);
}
