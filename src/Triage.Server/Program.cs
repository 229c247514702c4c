using Triage.Rpc;
using Triage.Server;
using Triage.Server.Access;
using Triage.Server.Channels;
using Triage.Server.Hosting;
using Triage.Server.Policies;
using Triage.Server.Settings;
using Triage.Server.Signing;
using Triage.Server.Telemetry;
using Triage.Server.Workflows;
using Triage.V1;

if (args is [HealthCommand.Name, ..])
{
    return await HealthCommand.RunAsync(args[1..], Console.Error);
}

NativeHeap.Limit();
try
{
    ServiceCommand command = ServiceCommand.Parse(args);

    // Settings beside the program, so that it starts from any folder.
    WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
        new WebApplicationOptions { Args = command.Settings, ContentRootPath = AppContext.BaseDirectory });

    List<string> faults = [.. SettingsSources.Add(builder.Configuration), .. SettingsCheck.Find(builder.Configuration)];
    builder.AddListening();
    builder.Logging.AddTextProtection();
    builder.Logging.AddRefusals();
    builder.AddTelemetry();
    builder.Services.AddDeciding(builder.Configuration);
    builder.Services.AddChannels();
    builder.Services.AddSigning();
    builder.Services.AddPolicies();
    builder.Services.AddAccess(builder.Configuration);
    builder.Services.AddRpc();
    Readiness.Add(builder.Services);
    Drain.Add(builder.Services);
    builder.Services.AddAccessCors();

    await using WebApplication app = builder.Build();
    SettingsCheck.Validate(app.Services, faults);
    if (command.IsCheck)
    {
        Console.WriteLine("Every setting is known and good.");
        return 0;
    }

    app.UseTelemetry();
    app.UseAccessCors();
    IEndpointRouteBuilder rpc = app.UseAccess();
    rpc.MapRpcService<TriageService>(TriageReflection.Descriptor.Services[0]);
    rpc.MapRpcService<PolicyService>(PolicyReflection.Descriptor.Services[0]);
    rpc.MapRpcService<WorkflowService>(WorkflowReflection.Descriptor.Services[0]);
    rpc.MapRpcService<ChannelService>(ChannelReflection.Descriptor.Services[0]);
    rpc.MapRpcHealth();
    rpc.MapRpcReflection();
    app.Services.GetRequiredService<PolicyMetrics>();
    Readiness.Map(app);

    await app.StartAsync();
    await Greeting.PrintAsync(app, Console.Out);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception e) when (Refusal.IsForeseen(e))
{
    return Refusal.Print(e, Console.Error);
}
