using System.Reflection;
using System.Xml.Linq;

namespace Triage.Core.Tests;

public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Triage.Core"] = [],
        ["Triage.Learning"] = ["Triage.Core"],
        ["Triage.Storage"] = ["Triage.Core"],
        ["Triage.Rpc"] = [],
        ["Triage.Server"] = ["Triage.Rpc", "Triage.Storage", "Triage.Core"],
        ["Triage.Cli"] = ["Triage.Learning", "Triage.Storage", "Triage.Core"],
    };

    /// <summary>Sources that another project compiles too. The house has no place for a project between Server and Cli,
    /// and a second mapping of decisions to the contract would drift: so the command line compiles the server's, which
    /// holds these folders to what both may import, Core and the contract.</summary>
    private static readonly Dictionary<string, string[]> Shared = new(StringComparer.Ordinal)
    {
        ["Triage.Cli"] = ["Triage.Server/Decisions/", "Triage.Server/Channels/", "Triage.Server/Workflows/"],
    };

    private static readonly string Root = typeof(ArchitectureTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    [Fact]
    public void Imports_OfEverySourceProject_RunOneWay()
    {
        string[] projects = Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories);
        Assert.NotEmpty(projects);
        foreach (string project in projects)
        {
            string name = Path.GetFileNameWithoutExtension(project);
            Assert.True(Allowed.TryGetValue(name, out string[]? allowed), $"{name}: no place in the house for it");
            IEnumerable<string> imports = Items(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension)!;
            Assert.All(imports, import => Assert.Contains(import, allowed));
        }
    }

    [Fact]
    public void Sources_CompiledByASecondProject_AreThoseThatAreShared()
    {
        foreach (string project in Directory.GetFiles(
            Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            string[] allowed = Shared.GetValueOrDefault(Path.GetFileNameWithoutExtension(project), []);
            IEnumerable<string> linked = Items(project, "Compile").SelectMany(include => include.Split(';'))
                .Where(include => include.StartsWith("../", StringComparison.Ordinal)).Select(include => include[3..]);
            Assert.All(linked, source => Assert.Contains(
                allowed, folder => source.StartsWith(folder, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Core_Project_ReferencesNothing()
    {
        string project = Path.Combine(Root, "src", "Triage.Core", "Triage.Core.csproj");
        Assert.Empty(Items(project, "PackageReference"));
        Assert.Empty(Items(project, "FrameworkReference"));
        Assert.Empty(Items(project, "ProjectReference"));
        Assert.Equal("Microsoft.NET.Sdk", XDocument.Load(project).Root!.Attribute("Sdk")!.Value);
    }

    [Fact]
    public void Core_Assembly_UsesTheFrameworkOnly()
    {
        IEnumerable<string> names = typeof(Core.Routing.Cell).Assembly.GetReferencedAssemblies().Select(a => a.Name!);
        Assert.All(names, name => Assert.True(
            name.StartsWith("System.", StringComparison.Ordinal) && name != "System.Net.Http", $"Core uses {name}"));
    }

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(project).Descendants(kind)
            .Select(item => item.Attribute("Include")?.Value.Replace('\\', '/') ?? "");
}
