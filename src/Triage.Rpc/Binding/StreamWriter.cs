using Google.Protobuf;
using Triage.Rpc.Calls;

namespace Triage.Rpc.Binding;

/// <summary>Messages to the caller as a service method writes them.</summary>
internal sealed class StreamWriter<T>(ServerCall call, IResponseObserver? observer) : IServerStreamWriter<T>
    where T : class, IMessage
{
    private int _isWriting;

    public async Task WriteAsync(T message, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _isWriting, 1) != 0)
        {
            throw new InvalidOperationException("WriteAsync was called while an earlier call is under way");
        }

        try
        {
            await call.WriteAsync(message, cancellationToken);
            observer?.Written(message);
        }
        finally
        {
            Volatile.Write(ref _isWriting, 0);
        }
    }
}
