using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using Triage.Server.Access;
using Triage.Server.Decisions;
using Triage.Server.Policies;
using Triage.Storage.Replication;
using Triage.V1;

namespace Triage.Server.Hosting;

/// <summary>Tells whoever started the service where it listens and how to try it.</summary>
internal static class Greeting
{
    private const string SampleText = "I was charged twice for my subscription and nobody answers my emails!";

    /// <summary>How long to wait for what is published: while database and Redis are down, calls are refused.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Prints the greeting once calls are answered; the sample decision in it is a real one.</summary>
    public static async Task PrintAsync(WebApplication app, TextWriter output)
    {
        IServiceProvider services = app.Services;
        await Task.WhenAny(
            services.GetRequiredService<SourceHealth>().Loaded,
            Task.Delay(Patience, app.Lifetime.ApplicationStopping));
        TimeProvider time = services.GetRequiredService<TimeProvider>();
        services.GetRequiredService<PolicyHolder>()
            .TryGet(CallerContext.Local.Tenant, PolicyName.Default, out ServedPolicies? policies);
        ServedPolicy policy = policies!.Head;
        TriageRequest sample = new() { Text = SampleText };
        TriageResponse decision = services.GetRequiredService<Decider>()
            .Decide(CallerContext.Local.Tenant, sample, policy, time.GetUtcNow());
        string[] addresses = [.. app.Urls];
        bool isTls = new Uri(addresses[1]).Scheme == Uri.UriSchemeHttps;
        string grpc = isTls ? "gRPC (HTTP/2 with TLS)" : "gRPC (HTTP/2 without TLS)";
        bool isRequired = services.GetRequiredService<IOptions<AccessOptions>>().Value.IsRequired;
        string tryIt = isRequired ? "Try it, with a key of 'triage keys create' in TRIAGE_KEY:" : "Try it:";
        string url = $"{addresses[0]}/triage.v1.TriageService/Triage";
        string key = isRequired ? " -H \"Authorization: Bearer $TRIAGE_KEY\"" : "";
        using Process process = Process.GetCurrentProcess();
        TimeSpan sinceStart = time.GetUtcNow().UtcDateTime - process.StartTime.ToUniversalTime();

        string name = policy.Routing.Document.Name;
        string dimensions = $"complexity {Word(decision.Complexity)}, severity {Word(decision.Severity)}, "
            + $"effort {Word(decision.Effort)}";
        string channels = $"{decision.Primary?.Name ?? "no channel"}, then {decision.Secondary?.Name ?? "none"}";

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            Triage answers after {sinceStart.TotalSeconds:F2} s: model {decision.ModelVersion}, policy "{name}".
              HTTP (Connect, gRPC-Web, health)  {addresses[0]}
              {grpc,-34}{addresses[1]}

            "{SampleText}"
              {dimensions}: cell {decision.Cell}
              {channels} ({decision.Primary?.Reason})

            {tryIt}
              curl -s {url}{key} -H 'Content-Type: application/json' -d '{sample}'
            """));
    }

    private static string Word(DimensionScore score) => score.Level switch
    {
        Level.Low => "low",
        Level.Medium => "medium",
        _ => "high",
    };
}
