using Probe.V1;
using Triage.Rpc.Tests.Support;

namespace Triage.Rpc.Tests.Calls;

public sealed class ResponseObserverTests(ProbeServer server) : IClassFixture<ProbeServer>
{
    public static TheoryData<string> Protocols => StreamingTests.Protocols;

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Written_StreamedResponses_IsToldOfEachOnceInOrder(string protocol)
    {
        await Call(protocol, "Download", new ProbeRequest { Count = 3, Text = "down" });
        await Call(protocol, "Upload", new ProbeRequest { Text = "u" }, new ProbeRequest { Text = "p" });
        await Call(protocol, "Download", new ProbeRequest { Count = 1, Text = "end" });

        Assert.Equal(["down 1", "down 2", "down 3", "up 2", "end 1"], await WrittenUntil("end"));
    }

    [Fact]
    public async Task Written_UnaryResponses_IsToldOfEachOnceButNotOfErrors()
    {
        const string Protocol = "application/grpc HTTP/2";
        await Call(Protocol, "Unary", new ProbeRequest { Text = "first" });
        await Call(Protocol, "Unary", new ProbeRequest { Text = "lost", StatusCode = (int)StatusCode.NotFound });
        await Call(Protocol, "Unary", new ProbeRequest { ResponseBytes = 2 * ProbeServer.MaxMessageBytes });
        await Call(Protocol, "Unary", new ProbeRequest { Text = "end" });

        Assert.Equal(["first 1", "end 1"], await WrittenUntil("end"));
    }

    private async Task<List<string>> WrittenUntil(string text)
    {
        List<string> written = [];
        ProbeResponse last;
        do
        {
            last = await server.Probe.Written.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask()
                .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            written.Add($"{last.Text} {last.Number}");
        }
        while (last.Text != text);
        return written;
    }

    private Task<StreamAnswer> Call(string protocol, string method, params ProbeRequest[] requests) =>
        RawProtocol.All.Single(p => p.ToString() == protocol).CallAsync(server, method, requests);
}
