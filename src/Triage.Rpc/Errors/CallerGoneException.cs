namespace Triage.Rpc.Errors;

/// <summary>The connection or stream of a call broke while its request was read. Kestrel may tell so before it cancels
/// the call's token.</summary>
internal sealed class CallerGoneException(Exception cause) : OperationCanceledException("the caller went away", cause);
