using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Probe.V1;
using Triage.Rpc.Binding;
using Triage.Rpc.Tests.Support;

namespace Triage.Rpc.Tests.Binding;

public sealed class ServiceBinderTests
{
    [Fact]
    public void Bind_EachShape_MakesItsHandler()
    {
        IReadOnlyList<MethodHandler> handlers = ServiceBinder.Bind(new ProbeService(), ProbeServer.Descriptor);

        Assert.Equal(
            [
                ("/probe.v1.Probe/Unary", typeof(UnaryHandler<ProbeRequest, ProbeResponse>)),
                ("/probe.v1.Probe/Change", typeof(UnaryHandler<ProbeRequest, ProbeResponse>)),
                ("/probe.v1.Probe/Missing", typeof(UnimplementedHandler)),
                ("/probe.v1.Probe/Download", typeof(ServerStreamingHandler<ProbeRequest, ProbeResponse>)),
                ("/probe.v1.Probe/Upload", typeof(ClientStreamingHandler<ProbeRequest, ProbeResponse>)),
                ("/probe.v1.Probe/Chat", typeof(BidirectionalHandler<ProbeRequest, ProbeResponse>)),
            ],
            handlers.Select(h => (h.Method.Path, h.GetType())));
        Assert.Equal([true, false, false, false, false, false], handlers.Select(h => h.Method.HasNoSideEffects));
    }

    [Fact]
    public void Bind_MethodOfAnotherSignature_FailsNamingIt()
    {
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(
            () => ServiceBinder.Bind(new WrongSignature(), ProbeServer.Descriptor));

        Assert.Contains($"{nameof(WrongSignature)}.Unary", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ServiceLifetime.Scoped)]
    [InlineData(ServiceLifetime.Transient)]
    public async Task MapRpcService_ServiceIsNoSingleton_Fails(ServiceLifetime lifetime)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddRpc();
        builder.Services.Add(ServiceDescriptor.Describe(typeof(ProbeService), typeof(ProbeService), lifetime));
        await using WebApplication app = builder.Build();

        Assert.Throws<InvalidOperationException>(() => app.MapRpcService<ProbeService>(ProbeServer.Descriptor));
    }

    private sealed class WrongSignature
    {
        private readonly ProbeResponse _answer = new();

        public Task<ProbeResponse> Unary(ProbeResponse request, ServerCallContext context) => Task.FromResult(_answer);
    }
}
