namespace Triage.Cli;

/// <summary>A failure that the user can mend; its message is all that is printed.</summary>
internal class CommandFailure(string message) : Exception(message);
