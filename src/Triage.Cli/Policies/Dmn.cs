using System.Xml.Linq;

namespace Triage.Cli.Policies;

/// <summary>Names of DMN 1.3 that the matrix is written with.</summary>
/// <remarks>Source: OMG Decision Model and Notation 1.3, DMN13.xsd.</remarks>
internal static class Dmn
{
    public const string Why = "why";

    public static XNamespace Namespace { get; } = "https://www.omg.org/spec/DMN/20191111/MODEL/";

    /// <summary>Gets the columns that a rule tests, in the order of a cell's letters.</summary>
    public static IReadOnlyList<string> Inputs { get; } = ["complexity", "severity", "effort"];

    /// <summary>Gets the columns that a rule answers.</summary>
    public static IReadOnlyList<string> Outputs { get; } = ["primary", "secondary"];

    public static XName Name(string element) => Namespace + element;
}
