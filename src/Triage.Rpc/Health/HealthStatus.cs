using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Triage.Rpc.Health;

/// <summary>Which services take calls; the host sets it, <c>grpc.health.v1</c> tells it. Safe for any thread.</summary>
public sealed class HealthStatus
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServingStatus> _statuses = new(StringComparer.Ordinal)
    {
        [""] = ServingStatus.NotServing,
    };

    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Sets the status of a service.</summary>
    /// <param name="service">Full name, such as "triage.v1.TriageService"; empty for the server as a whole, whose
    /// status is NOT_SERVING until it is set.</param>
    /// <param name="status">The status.</param>
    public void Set(string service, ServingStatus status)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _statuses[service] = status;
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }

    /// <summary>The status of a service; null when it was never set.</summary>
    /// <param name="service">Full name; empty for the server as a whole.</param>
    public ServingStatus? Get(string service) => GetAndNextChange(service).Status;

    /// <summary>The status of every service that was set, and of the server as a whole.</summary>
    public IReadOnlyDictionary<string, ServingStatus> GetAll()
    {
        lock (_lock)
        {
            return new Dictionary<string, ServingStatus>(_statuses, StringComparer.Ordinal);
        }
    }

    /// <summary>The status of a service, and a task that ends when any status is set after that.</summary>
    internal (ServingStatus? Status, Task NextChange) GetAndNextChange(string service)
    {
        lock (_lock)
        {
            return (_statuses.TryGetValue(service, out ServingStatus status) ? status : null, _changed.Task);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
