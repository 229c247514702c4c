using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Triage.V1;

namespace Triage.EndToEnd.Tests;

/// <summary>Many queries in one call: by unmodified clients, and bad input byte by byte.</summary>
public sealed class ManyQueriesTests(SharedServer server) : IDisposable
{
    private const string Batch = "/triage.v1.TriageService/TriageBatch";
    private const string Stream = "/triage.v1.TriageService/TriageStream";
    private const int Count = 300;
    private const int InvalidArgument = 3;

    private static readonly string Scripts = Path.Combine(Repository.Root, "tests", "clients", "triage");

    private readonly GrpcCaller _caller = new(server.Process.Grpc);

    public void Dispose() => _caller.Dispose();

    [Fact]
    public async Task StreamAndBatch_PythonGrpcio_AnswerEveryQuery()
    {
        DirectoryInfo stubs = await PythonStubs.MakeAsync();
        try
        {
            AssertAllAnswered(await Command.RunAsync(
                "/usr/bin/python3",
                [Path.Combine(Scripts, "grpcio_stream.py"), server.Process.GrpcAuthority, stubs.FullName, $"{Count}"]));
        }
        finally
        {
            stubs.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task StreamAndBatch_GrpcJs_AnswerEveryQuery() => AssertAllAnswered(await Command.RunAsync(
        "node",
        [Path.Combine(Scripts, "grpc-js-stream.js"), server.Process.GrpcAuthority, Repository.Protos, $"{Count}"]));

    [Fact]
    public async Task Batch_EveryKindOfRequest_SameDecisionsAsOneByOne()
    {
        TriageBatchRequest request = new() { Queries = { Requests.All } };
        TriageBatchResponse batch = TriageBatchResponse.Parser.ParseFrom((await CallAsync(Batch, request)).AsSpan(5));
        Assert.Equal(Requests.All.Count, batch.Results.Count);
        for (int i = 0; i < batch.Results.Count; i++)
        {
            TriageResponse expected = await _caller.CallAsync(Requests.All[i]);
            batch.Results[i].Response.DecisionId = expected.DecisionId;
            Assert.Equal(expected, batch.Results[i].Response);
        }
    }

    [Fact]
    public async Task Batch_OneBadQuery_NamesItsFieldsAndAnswersTheOthers()
    {
        TriageBatchRequest request = new()
        {
            Queries =
            {
                new TriageRequest { Text = "where is my order" },
                new TriageRequest { Text = " ", Policy = "?" },
                new TriageRequest { Text = "hello", Policy = "unheard-of" },
                new TriageRequest { Text = "my parcel is lost" },
            },
        };
        TriageBatchResponse batch = TriageBatchResponse.Parser.ParseFrom((await CallAsync(Batch, request)).AsSpan(5));
        Assert.NotNull(batch.Results[0].Response);
        QueryError bad = batch.Results[1].Error;
        Assert.Equal((InvalidArgument, "REQUEST_INVALID"), (bad.Code, bad.Reason));
        Assert.Equal(["text", "policy"], bad.FieldViolations.Select(violation => violation.Field));
        Assert.Equal("POLICY_UNKNOWN", batch.Results[2].Error.Reason);
        Assert.NotNull(batch.Results[3].Response);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    public async Task Batch_AsManyAsAllowed_OneResultEach(int count)
    {
        TriageBatchRequest request = new()
        {
            Queries = { Enumerable.Repeat(new TriageRequest { Text = "hello" }, count) },
        };
        TriageBatchResponse batch = TriageBatchResponse.Parser.ParseFrom((await CallAsync(Batch, request)).AsSpan(5));
        Assert.Equal(count, batch.Results.Count(result => result.Response is not null));
    }

    [Fact]
    public async Task Batch_OneTooMany_InvalidArgument()
    {
        TriageBatchRequest request = new()
        {
            Queries = { Enumerable.Repeat(new TriageRequest { Text = "hello" }, 1_001) },
        };
        (int status, string message, _) = await _caller.SendAsync(Batch, GrpcCaller.Frame(request.ToByteArray()));
        Assert.Equal((InvalidArgument, "queries: expected at most 1000 queries, got 1001"), (status, message));
    }

    [Fact]
    public async Task Stream_BadIdOrNoQuery_ErrorForItAndTheStreamGoesOn()
    {
        TriageRequest query = new() { Text = "hello" };
        TriageStreamRequest[] requests =
        [
            new() { Id = "", Query = query },
            new() { Id = new string('x', 129), Query = query },
            new() { Id = "no query" },
            new() { Id = "good", Query = query },
        ];
        (int status, string message, byte[] body) = await _caller.SendAsync(
            Stream, [.. requests.SelectMany(request => GrpcCaller.Frame(request.ToByteArray()))]);
        Assert.True(status == 0, message);
        TriageStreamResponse[] answers = [.. GrpcCaller.Unframe(body, TriageStreamResponse.Parser)];
        Assert.Equal(requests.Select(request => request.Id), answers.Select(answer => answer.Id));
        Assert.Equal(["id", "id", "query"], answers[..3].Select(answer => answer.Error.FieldViolations.Single().Field));
        Assert.NotNull(answers[3].Response);
    }

    private async Task<byte[]> CallAsync(string path, IMessage request)
    {
        (int status, string message, byte[] body) =
            await _caller.SendAsync(path, GrpcCaller.Frame(request.ToByteArray()));
        Assert.True(status == 0, message);
        return body;
    }

    private static void AssertAllAnswered(string output)
    {
        string[] ids =
            [.. Enumerable.Range(0, Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"q{i}"))];
        string[] bad = [.. ids.Where((_, i) => i % 10 == 9)];
        using JsonDocument answer = JsonDocument.Parse(output);
        string[] Read(string name) =>
            [.. answer.RootElement.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];
        Assert.Equal(ids.Order(), Read("stream").Order());
        Assert.Equal(bad.Order(), Read("errors").Order());
        Assert.Equal(ids.Select(id => bad.Contains(id) ? "REQUEST_INVALID" : "response"), Read("batch"));
    }
}
