using Triage.Rpc.Tests.Support;

namespace Triage.Rpc.Tests.Interop;

/// <summary>The standard interop cases with clients that are not ours.</summary>
public sealed class InteropTests(InteropFixture server)
{
    private const string Chromium = "/usr/bin/chromium";

    private static readonly string[] Unary =
    [
        "empty_unary", "large_unary", "cacheable_unary", "client_compressed_unary", "server_compressed_unary",
        "custom_metadata_unary", "status_code_and_message_unary", "special_status_message", "unimplemented_method",
        "unimplemented_service",
    ];

    private static readonly string[] ServerStreams =
    [
        "server_streaming", "server_compressed_streaming", "status_code_and_message_stream",
        "cancel_after_first_response_of_server_stream", "timeout_on_server_stream",
    ];

    private static readonly string[] ClientStreams =
        ["client_streaming", "client_compressed_streaming", "cancel_after_begin"];

    private static readonly string[] Duplex =
    [
        "ping_pong", "half_duplex", "empty_stream", "custom_metadata_stream", "status_code_and_message_duplex",
        "cancel_after_first_response", "timeout_on_sleeping_server",
    ];

    private static readonly string[] Python =
    [
        "empty_unary",
        "large_unary",
        "client_streaming",
        "server_streaming",
        "ping_pong",
        "half_duplex",
        "empty_stream",
        "cancel_after_begin", "cancel_after_first_response", "timeout_on_sleeping_server", "custom_metadata",
        "status_code_and_message", "special_status_message", "unimplemented_method", "unimplemented_service",
        "client_compressed_unary", "server_compressed_unary", "client_compressed_streaming",
        "server_compressed_streaming",
    ];

    [Fact]
    public async Task Server_GrpcJs_PassesAllCases() => AssertPassed(
        [.. Unary, .. ServerStreams, .. ClientStreams, .. Duplex],
        await ClientProcess.NodeAsync("interop/grpc-js.mjs", server.Http2.Authority, ClientProcess.InteropProtos));

    [Theory]
    [InlineData("grpc", 2)]
    [InlineData("grpc-web", 2)]
    [InlineData("grpc-web", 1)]
    [InlineData("connect", 2)]
    [InlineData("connect", 1)]
    [InlineData("connect-json", 2)]
    [InlineData("connect-json", 1)]
    public async Task Server_ConnectNode_PassesAllCases(string protocol, int httpVersion) => AssertPassed(
        [.. Unary, .. ServerStreams, .. ClientStreams, .. httpVersion == 2 ? Duplex : []],
        await ClientProcess.NodeAsync(
            "interop/connect-node.mjs",
            protocol,
            httpVersion == 2 ? "2" : "1.1",
            (httpVersion == 2 ? server.Http2 : server.Http1).GetLeftPart(UriPartial.Authority),
            server.DescriptorsPath));

    [Fact]
    public async Task Server_PythonGrpcio_PassesAllCases()
    {
        ClientProcess.Require(ClientProcess.Python);
        AssertPassed(
            Python,
            await ClientProcess.PythonAsync(
                "interop/grpcio_client.py", server.Http2.Authority, server.DescriptorsPath));
    }

    [Fact]
    public async Task Server_ConnectWebInChromium_PassesAllCases()
    {
        ClientProcess.Require(Chromium);
        string[] lines = await ClientProcess.NodeAsync(
            "interop/connect-web.mjs",
            server.Http1.GetLeftPart(UriPartial.Authority),
            server.DescriptorsPath,
            Chromium);
        AssertPassed(
            from protocol in (string[])["connect", "connect-json", "grpc-web", "grpc-web-json"]
            from test in Unary.Except(["client_compressed_unary"]).Concat(ServerStreams)
            select $"{protocol}/{test}",
            lines);
    }

    private static void AssertPassed(IEnumerable<string> cases, string[] lines)
    {
        Assert.Equal("", string.Join('\n', lines.Where(line => !line.StartsWith("ok ", StringComparison.Ordinal))));
        Assert.Equal(cases.Select(test => $"ok {test}"), lines);
    }
}
