// The least that a call can cost on Kestrel: no routing, no middleware, no decision. Parses each TriageRequest and
// encodes one and the same TriageResponse. Usage: Triage.KestrelFloor PORT RESPONSE, a file with that response in a
// gRPC frame.
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Triage.KestrelFloor;
using Triage.V1;

int port = int.Parse(args[0], CultureInfo.InvariantCulture);
byte[] frame = await File.ReadAllBytesAsync(args[1]);

WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Listen(IPAddress.Loopback, port, options => options.Protocols = HttpProtocols.Http2);
});
await using WebApplication host = builder.Build();
var server = host.Services.GetRequiredService<IServer>();
await server.StartAsync(
    new FixedAnswer(TriageResponse.Parser.ParseFrom(frame.AsSpan(FixedAnswer.PrefixBytes))), CancellationToken.None);
await Task.Delay(Timeout.Infinite);
