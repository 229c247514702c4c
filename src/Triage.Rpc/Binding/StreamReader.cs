using Google.Protobuf;
using Triage.Rpc.Calls;

namespace Triage.Rpc.Binding;

/// <summary>The caller's messages as a service method reads them.</summary>
internal sealed class StreamReader<T>(ServerCall call) : IAsyncStreamReader<T>
    where T : class, IMessage
{
    private T? _current;
    private int _isReading;

    public T Current => _current ?? throw new InvalidOperationException("no message: MoveNext has not returned true");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isReading, 1) != 0)
        {
            throw new InvalidOperationException("MoveNext was called while an earlier call is under way");
        }

        try
        {
            _current = (T?)await call.ReadAsync(cancellationToken);
            return _current is not null;
        }
        finally
        {
            Volatile.Write(ref _isReading, 0);
        }
    }
}
