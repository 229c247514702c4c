namespace Triage.Cli.Policies;

/// <summary>The service does not answer, or stopped in the middle.</summary>
/// <param name="server">Its address.</param>
/// <param name="cause">What the network said.</param>
internal sealed class ServerAway(Uri? server, Exception cause)
    : CommandFailure($"--server: {server} does not answer: {cause.Message}");
