using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Google.Protobuf;
using Triage.Storage.Keys;
using Triage.Storage.Tests.Support;
using Triage.V1;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>Limits of a second count the queries of batches and streams.</summary>
public sealed class QueryLimitTests(GuardedServer server) : IClassFixture<GuardedServer>
{
    private const string Batch = "/triage.v1.TriageService/TriageBatch";
    private const string Stream = "/triage.v1.TriageService/TriageStream";
    private const int ResourceExhausted = 8;

    private static readonly TriageRequest Query = new() { Text = "hello" };

    [Fact]
    public async Task Batch_LargerThanASecondAllows_IsDecidedAndNothingElseUntilItsTimeHasPassed()
    {
        (_, string key) = await server.CreateAsync(Roles.Caller, requestsPerSecond: 2);
        using HttpCaller caller = new(server.Process.Http, key);
        TriageBatchResponse answer = new();
        await Eventually.HoldsAsync(
            async () => await TrySendAsync(key, 500) is { } admitted && (answer = admitted) is not null,
            withinSeconds: 60,
            () => "the batch is never admitted");
        Assert.Equal(500, answer.Results.Count(result => result.Response is not null));

        // It takes 250 s.
        using HttpResponseMessage refused = await caller.SendAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("60", refused.Headers.RetryAfter!.ToString());
        Assert.Null(await TrySendAsync(key, 1));
    }

    [Fact]
    public async Task Tenant_AllOfItOwedByOneKey_RefusesItsOtherKeysAndNoOtherTenant()
    {
        await using GuardedServer strict = new() { Settings = ["--Limits:TenantRequestsPerSecond=50"] };
        await strict.InitializeAsync();
        (_, string noisy) = await strict.CreateAsync(Roles.Caller);
        (_, string sibling) = await strict.CreateAsync(Roles.Caller);
        (_, string foreign) = await strict.CreateAsync(Roles.Caller, "globex");
        using GrpcCaller batches = new(strict.Process.Grpc, noisy);
        (int status, string message, _) = await batches.SendAsync(Batch, Frame(1_000));
        Assert.True(status == 0, message);
        using HttpCaller own = new(strict.Process.Http, sibling);
        using HttpCaller other = new(strict.Process.Http, foreign);
        Assert.Equal(HttpStatusCode.TooManyRequests, await own.GetStatusAsync());
        Assert.Equal(HttpStatusCode.OK, await other.GetStatusAsync());
    }

    [Fact]
    public async Task Batch_AdmittedBeforeAnotherTookAll_IsRefusedWholeAndToldWhenToTryAgain()
    {
        (_, string key) = await server.CreateAsync(Roles.Caller, requestsPerSecond: 20);
        using HttpClient http = new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) })
        {
            BaseAddress = new Uri(server.Process.Http),
        };
        http.DefaultRequestHeaders.ExpectContinue = true;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

        // The service asks for a body once the call is admitted.
        HeldContent first = new(1_000);
        HeldContent second = new(1_000);
        Task<HttpResponseMessage> deciding = http.PostAsync(Batch, first, TestContext.Current.CancellationToken);
        await first.Asked.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Task<HttpResponseMessage> refusing = http.PostAsync(Batch, second, TestContext.Current.CancellationToken);
        await second.Asked.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        first.Release();
        using HttpResponseMessage decided = await deciding;
        second.Release();
        using HttpResponseMessage refused = await refusing;

        Assert.Equal(HttpStatusCode.OK, decided.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 2, 60);
        using JsonDocument error = JsonDocument.Parse(
            await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains("\"LIMIT_EXCEEDED\"", error.RootElement.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_QueriesAboveTheRate_AreAnsweredByAnErrorEachAndTheStreamGoesOn()
    {
        const int Queries = 300, Rate = 5;
        (_, string key) = await server.CreateAsync(Roles.Caller, requestsPerSecond: Rate);
        using GrpcCaller caller = new(server.Process.Grpc, key);
        byte[] body = [.. Enumerable.Range(0, Queries).SelectMany(i => GrpcCaller.Frame(
            new TriageStreamRequest { Id = $"q{i}", Query = Query }.ToByteArray()))];
        long start = Stopwatch.GetTimestamp();
        byte[] answered = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                start = Stopwatch.GetTimestamp();
                (int status, _, answered) = await caller.SendAsync(Stream, body);
                return status == 0;
            },
            withinSeconds: 60,
            () => "the stream is never admitted");
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

        TriageStreamResponse[] answers = [.. GrpcCaller.Unframe(answered, TriageStreamResponse.Parser)];
        Assert.Equal(Enumerable.Range(0, Queries).Select(i => $"q{i}"), answers.Select(answer => answer.Id));
        Assert.NotNull(answers[0].Response);
        Assert.InRange(answers.Count(answer => answer.Response is not null), 1, Rate + (Rate * seconds) + 1);
        Assert.All(
            answers.Where(answer => answer.Error is not null),
            answer => Assert.Equal(
                (ResourceExhausted, "LIMIT_EXCEEDED", 1),
                (answer.Error.Code, answer.Error.Reason, answer.Error.RetryDelay.Seconds)));
    }

    [Fact]
    public async Task TryPolicy_ManyTexts_CountAsQueries()
    {
        (_, string key) = await server.CreateAsync(Roles.Analyst, requestsPerSecond: 2);
        using GrpcCaller caller = new(server.Process.Grpc, key);
        TryPolicyRequest request = new() { Texts = { Enumerable.Repeat("hello", 500) } };
        byte[] body = GrpcCaller.Frame(request.ToByteArray());
        await Eventually.HoldsAsync(
            async () => (await caller.SendAsync("/triage.v1.PolicyService/TryPolicy", body)).Status == 0,
            withinSeconds: 60,
            () => "the trial is never admitted");
        Assert.Equal(ResourceExhausted, (await caller.SendAsync(HttpCaller.Path, Frame(0))).Status);
    }

    private static byte[] Frame(int queries) => GrpcCaller.Frame(Message(queries));

    private static byte[] Message(int queries) =>
        new TriageBatchRequest { Queries = { Enumerable.Repeat(Query, queries) } }.ToByteArray();

    /// <returns>Null when it is refused for the limit.</returns>
    private async Task<TriageBatchResponse?> TrySendAsync(string key, int queries)
    {
        using GrpcCaller caller = new(server.Process.Grpc, key);
        (int status, string message, byte[] body) = await caller.SendAsync(Batch, Frame(queries));
        Assert.True(status is 0 or ResourceExhausted, message);
        return status == 0 ? GrpcCaller.Unframe(body, TriageBatchResponse.Parser).Single() : null;
    }

    /// <summary>A batch that is sent when the service has asked for it and the test lets it.</summary>
    private sealed class HeldContent : HttpContent
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly byte[] _body;

        public HeldContent(int queries)
        {
            _body = Message(queries);
            Headers.ContentType = new MediaTypeHeaderValue("application/proto");
        }

        public Task Asked => _asked.Task;

        public void Release() => _released.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            _asked.SetResult();
            await _released.Task;
            await stream.WriteAsync(_body);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _body.Length;
            return true;
        }
    }
}
