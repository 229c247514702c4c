namespace Triage.Storage.Keys;

/// <summary>A message about keys for the other replicas.</summary>
/// <param name="message">The message.</param>
public sealed class KeyNewsEventArgs(string message) : EventArgs
{
    public string Message => message;
}
