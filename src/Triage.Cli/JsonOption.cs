using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Triage.Cli;

/// <summary><c>--json</c>: results for programs.</summary>
internal static class JsonOption
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public static Option<bool> Create() => new("--json") { Description = "Print JSON, for programs." };

    /// <summary>Prints a result, keys in camelCase.</summary>
    public static void Print(object result) => Console.WriteLine(JsonSerializer.Serialize(result, Options));
}
