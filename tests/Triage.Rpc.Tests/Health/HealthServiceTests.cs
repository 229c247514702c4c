using System.Net;
using Grpc.Health.V1;
using Triage.Rpc.Tests.Support;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Triage.Rpc.Tests.Health;

public sealed class HealthServiceTests(ProbeServer server) : IClassFixture<ProbeServer>
{
    private const string CheckPath = "/grpc.health.v1.Health/Check";

    [Fact]
    public async Task Check_StatusSet_AnswersIt()
    {
        server.Health.Set("probe.v1.Probe", ServingStatus.Serving);
        Assert.Equal(ServingStatus.Serving, await CheckAsync("probe.v1.Probe"));

        server.Health.Set("probe.v1.Probe", ServingStatus.NotServing);
        Assert.Equal(ServingStatus.NotServing, await CheckAsync("probe.v1.Probe"));
    }

    [Fact]
    public async Task Check_WholeServerBeforeAnyStatus_AnswersNotServing() =>
        Assert.Equal(ServingStatus.NotServing, await CheckAsync(""));

    [Fact]
    public async Task Check_UnknownService_AnswersNotFound()
    {
        byte[] body = Wire.Envelope(new HealthCheckRequest { Service = "nobody" });
        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, body, CheckPath);

        Assert.Equal(StatusCode.NotFound, answer.Status);
    }

    [Fact]
    public async Task Check_OverConnectJson_Answers()
    {
        server.Health.Set("json", ServingStatus.Serving);

        ConnectAnswer answer = await Wire.JsonAsync(server.Http1, """{"service":"json"}""", CheckPath);

        Assert.Equal(HttpStatusCode.OK, answer.Http);
        Assert.Equal("SERVING", answer.Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task List_StatusesSet_AnswersThemAndTheWholeServer()
    {
        server.Health.Set("listed.v1.One", ServingStatus.Serving);
        server.Health.Set("listed.v1.Two", ServingStatus.NotServing);

        GrpcAnswer answer = await Wire.GrpcAsync(
            server.Http2, Wire.Envelope(new HealthListRequest()), "/grpc.health.v1.Health/List");

        Assert.Equal(StatusCode.OK, answer.Status);
        var statuses = HealthListResponse.Parser.ParseFrom(answer.Envelopes.Single().Payload).Statuses;
        Assert.Equal(ServingStatus.Serving, statuses["listed.v1.One"].Status);
        Assert.Equal(ServingStatus.NotServing, statuses["listed.v1.Two"].Status);
        Assert.Equal(ServingStatus.NotServing, statuses[""].Status);
    }

    [Fact]
    public async Task Watch_StatusChanges_TellsEachChange()
    {
        await using var watch = new DuplexCall(server, RawProtocol.All[0], "/grpc.health.v1.Health/Watch");
        await watch.WriteAsync(Wire.Envelope(new HealthCheckRequest { Service = "watched" }));
        watch.CompleteWriting();

        Assert.Equal(ServingStatus.ServiceUnknown, await NextAsync(watch));
        server.Health.Set("other", ServingStatus.Serving);
        server.Health.Set("watched", ServingStatus.Serving);
        Assert.Equal(ServingStatus.Serving, await NextAsync(watch));
        server.Health.Set("watched", ServingStatus.Serving);
        server.Health.Set("watched", ServingStatus.NotServing);
        Assert.Equal(ServingStatus.NotServing, await NextAsync(watch));
    }

    private static async Task<ServingStatus> NextAsync(DuplexCall watch) =>
        HealthCheckResponse.Parser.ParseFrom((await watch.ReadAsync()).Payload).Status;

    private async Task<ServingStatus> CheckAsync(string service)
    {
        byte[] body = Wire.Envelope(new HealthCheckRequest { Service = service });
        GrpcAnswer answer = await Wire.GrpcAsync(server.Http2, body, CheckPath);
        Assert.Equal(StatusCode.OK, answer.Status);
        return HealthCheckResponse.Parser.ParseFrom(answer.Envelopes.Single().Payload).Status;
    }
}
