using Grpc.Health.V1;
using Microsoft.Extensions.Hosting;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Triage.Rpc.Health;

/// <summary><c>grpc.health.v1.Health</c>. Source: gRPC, "Health checking protocol".</summary>
internal sealed class HealthService(HealthStatus health, IHostApplicationLifetime lifetime)
{
    public Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        health.Get(request.Service) is { } status
            ? Task.FromResult(new HealthCheckResponse { Status = status })
            : throw new RpcException(new Status(StatusCode.NotFound, "service: not known to this server"));

    public Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        HealthListResponse response = new();
        foreach ((string service, ServingStatus status) in health.GetAll())
        {
            response.Statuses[service] = new HealthCheckResponse { Status = status };
        }

        return Task.FromResult(response);
    }

    public async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responses, ServerCallContext context)
    {
        // A watch has no end of its own; one that outlives its server would hold up the shutdown.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, lifetime.ApplicationStopping);
        ServingStatus? sent = null;
        while (!stop.IsCancellationRequested)
        {
            (ServingStatus? known, Task nextChange) = health.GetAndNextChange(request.Service);
            ServingStatus status = known ?? ServingStatus.ServiceUnknown;
            if (status != sent)
            {
                await responses.WriteAsync(new HealthCheckResponse { Status = status }, context.CancellationToken);
                sent = status;
            }

            await nextChange.WaitAsync(stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        context.CancellationToken.ThrowIfCancellationRequested();
        throw new RpcException(new Status(StatusCode.Unavailable, "the server is stopping"));
    }
}
