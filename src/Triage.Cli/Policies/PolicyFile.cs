using System.Text;
using Triage.Core.Routing;
using Triage.Core.Routing.Documents;
using Triage.Core.Scoring;
using Triage.Server.Decisions;
using Triage.V1;
using PolicyFault = Triage.Core.Routing.Documents.PolicyFault;

namespace Triage.Cli.Policies;

/// <summary>Policy documents in files: JSON, or CSV or DMN for the matrix alone.</summary>
internal static class PolicyFile
{
    /// <summary>Reads a document.</summary>
    /// <param name="file">JSON; or CSV or DMN (.dmn), whose matrix takes the place of the published policy's.</param>
    /// <param name="published">Gets the published policy.</param>
    /// <returns>JSON.</returns>
    public static async Task<string> ReadAsync(FileInfo file, Func<Task<Policy>> published)
    {
        string text = await File.ReadAllTextAsync(file.FullName);
        string kind = file.Extension.ToLowerInvariant();
        if (kind is not (".csv" or ".dmn"))
        {
            return text;
        }

        PolicyDocument document = Parse((await published()).Document);
        return Json(
            document with { Matrix = kind == ".csv" ? MatrixCsv.Read(text) : DmnReader.Read(text, document.Scale) });
    }

    public static string Json(PolicyDocument document) => Encoding.UTF8.GetString(PolicyWriter.Write(document));

    /// <summary>Reads a document that a service has checked.</summary>
    public static PolicyDocument Parse(string json) =>
        PolicyReader.Read(
            Encoding.UTF8.GetBytes(json), out IReadOnlyList<PolicyFault> faults) is PolicyDocument document
            && faults.Count == 0
            ? document
            : throw new CommandFailure($"the service answered a document that this program cannot read: {faults[0]}");

    /// <summary>Checks a document here.</summary>
    /// <exception cref="CommandFailure">It has faults; all are named.</exception>
    public static PolicyDocument Check(string json, FileInfo file) =>
        RoutingPolicy.Compile(
            Encoding.UTF8.GetBytes(json),
            Model.Embedded.DefaultPolicy,
            new HostZones(),
            out IReadOnlyList<PolicyFault> faults)?.Document
        ?? throw new CommandFailure(string.Join(Environment.NewLine, faults.Select(fault => $"{file}: {fault}")));
}
