namespace Triage.Cli.Worker;

/// <summary>The service refuses a call for what is in it: repeating it would not help.</summary>
/// <param name="code">Stable, for programs.</param>
/// <param name="reason">What was wrong, in English.</param>
internal sealed class ServiceRefusalException(string code, string reason) : Exception(reason)
{
    public string Code { get; } = code;
}
