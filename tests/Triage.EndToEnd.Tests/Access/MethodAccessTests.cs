using System.Reflection;
using Google.Protobuf.Reflection;
using Triage.Storage.Keys;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>Every method of every service with a key of every role, against <c>methods.tsv</c>.</summary>
public sealed class MethodAccessTests(GuardedServer server) : IClassFixture<GuardedServer>
{
    private const int PermissionDenied = 7;
    private const int Unauthenticated = 16;

    private static readonly string[][] Table =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Access", "methods.tsv"))
            .Select(line => line.Split('\t')),
    ];

    [Fact]
    public void Table_OfMethods_NamesEveryMethodOfEveryService()
    {
        IEnumerable<string> methods =
            from assembly in new[]
            {
                typeof(TriageReflection).Assembly,
                typeof(Grpc.Health.V1.HealthReflection).Assembly,
            }
            from type in assembly.GetTypes()
            where type.Name.EndsWith("Reflection", StringComparison.Ordinal)
            let file = type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?
                .GetValue(null) as FileDescriptor
            where file is not null
            from service in file.Services
            from method in service.Methods
            select $"{service.FullName}/{method.Name}";
        Assert.Equal(
            methods.Order(StringComparer.Ordinal), Table[1..].Select(row => row[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Call_OfEveryMethodByEveryRole_IsLetInAsTheTableSays()
    {
        List<string> wrong = [];
        int calls = 0;
        for (int column = 1; column < Table[0].Length; column++)
        {
            string role = Table[0][column];
            string? key = role == "nobody" ? null : (await server.CreateAsync(KeyGrant.RoleNames[role])).Text;
            using GrpcCaller caller = new(server.Process.Grpc, key, role == "widget" ? GuardedServer.Origin : null);
            foreach (string[] row in Table[1..])
            {
                // Watches end by the deadline; what a method says to an empty request does not matter here.
                (int status, _, _) = await caller.SendAsync($"/{row[0]}", GrpcCaller.Frame([]), timeout: "300m");
                int refused = role == "nobody" ? Unauthenticated : PermissionDenied;
                calls++;
                if ((status != refused) != (row[column] == "yes")
                    || (status is PermissionDenied or Unauthenticated && status != refused))
                {
                    wrong.Add($"{row[0]} by {role}: expected {row[column]}, got status {status}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.True(calls >= 6 * 23, $"only {calls} calls");
    }
}
