// What a running .NET process allocates. Usage: Triage.Allocations PID. Prints "ready" once it listens, goes on until
// its input ends, and then prints a line for each type, the largest first: bytes, a tab, the type. The runtime tells of
// one object in every 100 KiB that a thread allocates: bytes of a type are an estimate,
// good to a few percent after some 100,000 calls.
using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

var client = new DiagnosticsClient(int.Parse(args[0], CultureInfo.InvariantCulture));
using EventPipeSession session = client.StartEventPipeSession(
    [new EventPipeProvider(
        "Microsoft-Windows-DotNETRuntime", EventLevel.Verbose, (long)ClrTraceEventParser.Keywords.GC)],
    requestRundown: false);
Dictionary<string, long> bytes = [];
using EventPipeEventSource source = new(session.EventStream);
source.Clr.GCAllocationTick += tick =>
    bytes[tick.TypeName] = bytes.GetValueOrDefault(tick.TypeName) + tick.AllocationAmount64;
Task reading = Task.Run(source.Process);

Console.WriteLine("ready");
await Console.In.ReadToEndAsync();
await session.StopAsync(CancellationToken.None);
await reading;
foreach ((string type, long amount) in bytes.OrderByDescending(pair => pair.Value))
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{amount}\t{type}"));
}
