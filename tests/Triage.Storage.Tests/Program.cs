using Triage.Storage.Tests.Support;
using Xunit.Runner.InProc.SystemConsole;

return args is [Writer.Command, string connectionString]
    ? await Writer.RunAsync(connectionString)
    : await ConsoleRunner.Run(args);
