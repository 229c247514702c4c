using Google.Protobuf.Reflection;

namespace Triage.Rpc.Binding;

/// <summary>The services that are mapped, for reflection; filled at start-up.</summary>
internal sealed class RpcServiceRegistry
{
    private readonly List<ServiceDescriptor> _services = [];

    public IReadOnlyList<ServiceDescriptor> Services => _services;

    public void Add(ServiceDescriptor service) => _services.Add(service);
}
