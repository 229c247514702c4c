namespace Triage.Soak;

/// <summary>The service answered, and not what was asked for.</summary>
internal sealed class RefusedException(string message) : Exception(message);
