using System.Reflection;

namespace Triage.EndToEnd.Tests;

internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(
            attribute => attribute.Key == "RepositoryRoot").Value!);

    public static string Protos { get; } = Path.Combine(Root, "protos");
}
