using Triage.V1;

namespace Triage.EndToEnd.Tests;

public sealed class DeterminismTests
{
    private const int Times = 10_000;
    private const int AtOnce = 16;

    /// <summary>Two processes, one of them without vector instructions of any kind.</summary>
    [Fact]
    public async Task Triage_SameRequestAndInstant_SameDecisionTenThousandTimesInTwoProcesses()
    {
        await using ServerProcess first = await ServerProcess.StartAsync();
        await using ServerProcess second = await ServerProcess.StartAsync(
            environment: new Dictionary<string, string> { ["DOTNET_EnableHWIntrinsic"] = "0" });
        using GrpcCaller firstCaller = new(first.Grpc);
        using GrpcCaller secondCaller = new(second.Grpc);
        TriageResponse[] expected =
            await Task.WhenAll(Requests.All.Select(request => DecideAsync(firstCaller, request)));

        await Parallel.ForAsync(0, Times, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
        {
            int request = i % Requests.All.Count;
            GrpcCaller caller = i / Requests.All.Count % 2 == 0 ? firstCaller : secondCaller;
            Assert.Equal(expected[request], await DecideAsync(caller, Requests.All[request]));
        });
    }

    private static async Task<TriageResponse> DecideAsync(GrpcCaller caller, TriageRequest request)
    {
        TriageResponse response = await caller.CallAsync(request);
        response.DecisionId = "";
        return response;
    }
}
