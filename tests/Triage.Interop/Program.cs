using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Triage.Interop;

var port = new Option<int>("--port") { Description = "Port for gRPC (HTTP/2 without TLS); 0 takes a free one." };
var http1Port = new Option<int>("--http1-port")
{
    Description = "Port for gRPC-Web and Connect over HTTP/1.1; 0 takes a free one.",
};
var useTls = new Option<bool>("--use_tls")
{
    Description = "Accepted for the sake of the standard scripts; must be false.",
};
useTls.Validators.Add(result =>
{
    if (result.GetValueOrDefault<bool>())
    {
        result.AddError("--use_tls: expected false, got true");
    }
});

var command = new RootCommand("The standard gRPC interop server on Triage.Rpc.") { port, http1Port, useTls };
command.SetAction(async (arguments, cancellationToken) =>
{
    await using WebApplication server =
        InteropServer.Build(arguments.GetValue(port), arguments.GetValue(http1Port));
    await server.StartAsync(cancellationToken);
    Console.WriteLine($"listening on {string.Join(" (gRPC), ", server.Urls)} (gRPC-Web, Connect)");
    await server.WaitForShutdownAsync(cancellationToken);
});
return await command.Parse(args).InvokeAsync();
