using System.Runtime.CompilerServices;

namespace Triage.Core.Routing;

/// <summary>One value for each of the 27 cells, in place.</summary>
[InlineArray(Cell.Count)]
internal struct PerCell<T>
{
    private T _first;
}
