using Triage.Cli;

return await TriageCommand.RunAsync(args);
