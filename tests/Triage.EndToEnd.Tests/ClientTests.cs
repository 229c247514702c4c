using Google.Protobuf;
using Triage.V1;

namespace Triage.EndToEnd.Tests;

/// <summary>Unmodified clients of other makers get the decisions that everyone gets.</summary>
public sealed class ClientTests(SharedServer server)
{
    private static readonly string Scripts = Path.Combine(Repository.Root, "tests", "clients", "triage");

    [Fact]
    public async Task Triage_PythonGrpcio_SameDecisions()
    {
        DirectoryInfo stubs = await PythonStubs.MakeAsync();
        try
        {
            await AssertSameDecisionsAsync(
                "/usr/bin/python3", Path.Combine(Scripts, "grpcio.py"), server.Process.GrpcAuthority, stubs.FullName);
        }
        finally
        {
            stubs.Delete(recursive: true);
        }
    }

    [Fact]
    public Task Triage_GrpcJs_SameDecisions() => AssertSameDecisionsAsync(
        "node", Path.Combine(Scripts, "grpc-js.js"), server.Process.GrpcAuthority, Repository.Protos);

    [Theory]
    [InlineData("json")]
    [InlineData("proto")]
    [InlineData("json-http2")]
    [InlineData("grpc")]
    [InlineData("grpc-web")]
    public async Task Triage_ConnectNode_SameDecisions(string protocol)
    {
        string descriptors = Path.GetTempFileName();
        try
        {
            await Command.RunAsync("protoc", [
                "--include_imports",
                $"--descriptor_set_out={descriptors}",
                $"-I{Repository.Protos}",
                "triage/v1/triage.proto"]);
            await AssertSameDecisionsAsync(
                "node",
                Path.Combine(Scripts, "connect-node.js"),
                server.Process.Http,
                server.Process.Grpc,
                protocol,
                descriptors);
        }
        finally
        {
            File.Delete(descriptors);
        }
    }

    private async Task AssertSameDecisionsAsync(string program, params string[] arguments)
    {
        string input = string.Concat(Requests.All.Select(request => request.ToByteString().ToBase64() + "\n"));
        string output = await Command.RunAsync(program, arguments, input);
        TriageResponse[] responses = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => TriageResponse.Parser.ParseFrom(ByteString.FromBase64(line)))];

        using GrpcCaller caller = new(server.Process.Grpc);
        Assert.Equal(Requests.All.Count, responses.Length);
        for (int i = 0; i < responses.Length; i++)
        {
            TriageResponse expected = await caller.CallAsync(Requests.All[i]);
            Assert.NotEmpty(responses[i].DecisionId);
            Assert.NotEqual(expected.DecisionId, responses[i].DecisionId);
            responses[i].DecisionId = expected.DecisionId = "";
            Assert.Equal(expected, responses[i]);
        }
    }
}
