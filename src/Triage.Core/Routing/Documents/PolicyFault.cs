namespace Triage.Core.Routing.Documents;

/// <summary>A mistake in a policy document.</summary>
/// <param name="Path">JSON path of the value, such as <c>$.matrix.LLL.primary</c>.</param>
/// <param name="Message">What was wrong and what is allowed.</param>
public readonly record struct PolicyFault(string Path, string Message)
{
    public override string ToString() => $"{Path}: {Message}";

    /// <summary>Gets whether a path is that of a value or of something inside it.</summary>
    internal static bool Concerns(string value, string path) =>
        path.StartsWith(value, StringComparison.Ordinal)
        && (path.Length == value.Length || path[value.Length] is '.' or '[');
}
