namespace Triage.Core.Routing.Documents;

/// <summary>Writes JSON paths.</summary>
internal static class JsonPath
{
    /// <summary>Appends a key: <c>$.a</c>, or <c>$['a b']</c> when it is not plain.</summary>
    public static string Of(string path, string key) =>
        key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? $"{path}.{key}" : $"{path}['{key}']";
}
