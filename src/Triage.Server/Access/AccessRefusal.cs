using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Triage.Rpc;
using Status = Triage.Rpc.Status;

namespace Triage.Server.Access;

/// <summary>Why a call is refused before its method is reached.</summary>
/// <param name="reason">The cause, for metrics: callers are not told which of several it was.</param>
/// <param name="failure">What the caller is told; made once.</param>
internal sealed class AccessRefusal(string reason, RpcException failure)
{
    private const string Domain = "triage";

    private static readonly RetryInfo Soon = new() { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) };

    private static readonly RpcException Busy = new(
        new Status(StatusCode.ResourceExhausted, "service: it has more to do than it can; try again"),
        Soon,
        new ErrorInfo { Reason = "SERVER_BUSY", Domain = Domain });

    private static readonly RpcException Unauthenticated = new(
        new Status(StatusCode.Unauthenticated, "authorization: expected a valid API key, token or client certificate"),
        new ErrorInfo { Reason = "UNAUTHENTICATED", Domain = Domain });

    private static readonly RpcException Denied = new(
        new Status(StatusCode.PermissionDenied, "method: not allowed to this caller"),
        new ErrorInfo { Reason = "ACCESS_DENIED", Domain = Domain });

    public static AccessRefusal NoCredential { get; } = new("no_credential", Unauthenticated);

    public static AccessRefusal Malformed { get; } = new("malformed", Unauthenticated);

    public static AccessRefusal BadToken { get; } = new("bad_token", Unauthenticated);

    public static AccessRefusal BadCertificate { get; } = new("bad_certificate", Unauthenticated);

    public static AccessRefusal UnknownKey { get; } = new("unknown_key", Unauthenticated);

    public static AccessRefusal ExpiredKey { get; } = new("expired_key", Unauthenticated);

    public static AccessRefusal RevokedKey { get; } = new("revoked_key", Unauthenticated);

    public static AccessRefusal Role { get; } = new("role", Denied);

    public static AccessRefusal Origin { get; } = new("origin", Denied);

    public static AccessRefusal KeyRate { get; } = new("key_rate", Exhausted("requests a second of this key"));

    public static AccessRefusal KeyConcurrency { get; } =
        new("key_concurrency", Exhausted("calls at a time of this key"));

    public static AccessRefusal TenantRate { get; } = new("tenant_rate", Exhausted("requests a second of this tenant"));

    public static AccessRefusal TenantConcurrency { get; } =
        new("tenant_concurrency", Exhausted("calls at a time of this tenant"));

    public static AccessRefusal ServerConcurrency { get; } = new("server_concurrency", Busy);

    public static AccessRefusal ServerQueue { get; } = new("server_queue", Busy);

    public static AccessRefusal NotLoaded { get; } = new("not_loaded", new RpcException(
        new Status(StatusCode.Unavailable, "authorization: keys are not loaded yet"),
        Soon,
        new ErrorInfo { Reason = "KEYS_NOT_LOADED", Domain = Domain }));

    public string Reason => reason;

    public RpcException Failure => failure;

    private static RpcException Exhausted(string what) => new(
        new Status(StatusCode.ResourceExhausted, $"limit: more {what} than allowed"),
        Soon,
        new ErrorInfo { Reason = "LIMIT_EXCEEDED", Domain = Domain });
}
