using System.Net;
using System.Text;
using Google.Protobuf;
using Triage.V1;

namespace Triage.EndToEnd.Tests;

public sealed class TextPrivacyTests
{
    private const string Secret = "zanzibarmarmalade";
    private const string Path = "/triage.v1.TriageService/Triage";

    /// <summary>Every category at its most talkative, and the text sent by every way, good and bad.</summary>
    [Fact]
    public async Task Log_EveryLevel_NeverHoldsTheText()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(
            ["--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft=Trace",
                "--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Trace"]);
        using HttpClient http = new() { BaseAddress = new Uri(server.Http) };
        using GrpcCaller grpc = new(server.Grpc);

        Assert.NotNull(
            (await grpc.CallAsync(new TriageRequest { Text = $"my {Secret} is broken", Explain = true })).Explanation);
        await grpc.SendAsync(Path, GrpcCaller.Frame(new TriageRequest { Text = Secret, Policy = "?" }.ToByteArray()));
        await grpc.SendAsync(Path, GrpcCaller.Frame([0x0A, 0x7F, .. Encoding.UTF8.GetBytes(Secret)]));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(http, $$"""{"text":"{{Secret}}"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(http, $$"""{"text":"{{Secret}}" """));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(http, $$"""{"text":["{{Secret}}"]}"""));
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await PostAsync(http, "{\"text\":\"hi\",\"answers\":{\"urgency\":\"" + Secret + "\"}}"));
        string message = Uri.EscapeDataString($$"""{"text":"{{Secret}}"}""");
        using HttpResponseMessage got = await http.GetAsync($"{Path}?connect=v1&encoding=json&message={message}");
        Assert.Equal(HttpStatusCode.OK, got.StatusCode);

        Assert.Equal(0, await server.StopAsync());
        Assert.Contains("Decision ", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, server.Output, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string json)
    {
        using HttpResponseMessage response =
            await http.PostAsync(Path, new StringContent(json, Encoding.UTF8, "application/json"));
        return response.StatusCode;
    }
}
