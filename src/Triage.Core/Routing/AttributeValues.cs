using System.Runtime.CompilerServices;
using Triage.Core.Routing.Documents;

namespace Triage.Core.Routing;

/// <summary>
/// A customer's attributes as a policy numbers them: for each declared attribute 0 when it is not known, else the
/// number that <see cref="RoutingPolicy.TryGetAttribute"/> gives its value.
/// </summary>
[InlineArray(PolicyDocument.MaxAttributes)]
public struct AttributeValues
{
    private byte _first;
}
