using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using BenchmarkDotNet.Parameters;
using BenchmarkDotNet.Running;
using Triage.Core.Tests;

namespace Triage.Benchmarks.Tests;

/// <summary>Holds every benchmark to the bytes that <c>bench/allocations.json</c> expects of one call.</summary>
public sealed class AllocationTests
{
    private static readonly Type[] Benchmarks =
        [typeof(ScoreBenchmark), typeof(DecideBenchmark), typeof(RoutingBenchmark)];

    private static readonly Dictionary<string, long> Expected = JsonSerializer.Deserialize<Dictionary<string, long>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "allocations.json")))!;

    private static readonly ILookup<string, BenchmarkCase> Cases = Benchmarks
        .SelectMany(type => BenchmarkConverter.TypeToBenchmarks(type).BenchmarksCases)
        .ToLookup(benchmark => $"{benchmark.Descriptor.Type.Name}.{benchmark.Descriptor.WorkloadMethod.Name}");

    public static TheoryData<string> Rows => [.. Expected.Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Allocated_OneCall_AtMostWhatIsExpected(string row)
    {
        Assert.NotEmpty(Cases[row]);
        foreach (BenchmarkCase benchmark in Cases[row])
        {
            Assert.True(
                Measure(benchmark) <= Expected[row],
                $"{row} {benchmark.Parameters.DisplayInfo}: expected at most {Expected[row]} bytes, "
                + $"got {Measure(benchmark)}");
        }
    }

    [Fact]
    public void Expectations_CoverEveryBenchmarkButTheNaive() => Assert.Equal(
        Cases.Select(row => row.Key).Where(row => !row.Contains("Naive", StringComparison.Ordinal)).Order(),
        Expected.Keys.Order());

    private static long Measure(BenchmarkCase benchmark)
    {
        object instance = Activator.CreateInstance(benchmark.Descriptor.Type)!;
        foreach (ParameterInstance parameter in benchmark.Parameters.Items)
        {
            benchmark.Descriptor.Type.GetProperty(parameter.Name)!.SetValue(instance, parameter.Value);
        }

        benchmark.Descriptor.GlobalSetupMethod?.Invoke(instance, null);
        Action call = Compile(instance, benchmark.Descriptor.WorkloadMethod);
        for (int i = 0; i < 100; i++)
        {
            call();
        }

        return Allocations.Of(call);
    }

    /// <summary>A direct call: reflection would box the result.</summary>
    private static Action Compile(object instance, MethodInfo method) =>
        Expression.Lambda<Action>(Expression.Call(Expression.Constant(instance), method)).Compile();
}
