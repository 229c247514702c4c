using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Microsoft.Net.Http.Headers;
using Triage.Rpc;
using Status = Triage.Rpc.Status;

namespace Triage.Server.Access;

/// <summary>Why a call, or a query of a stream, is refused before it costs much.</summary>
/// <param name="reason">The cause, for metrics: callers are not told which of several it was.</param>
/// <param name="failure">What the caller is told; made once.</param>
internal sealed class AccessRefusal(string reason, RpcException failure)
{
    private const string Domain = "triage";

    private static readonly RetryInfo Soon = After(seconds: 1);

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

    private static readonly Rates KeyRates = new("key_rate", "key");
    private static readonly Rates TenantRates = new("tenant_rate", "tenant");

    private readonly string? _retryAfter = failure.Details.OfType<RetryInfo>().FirstOrDefault()?.RetryDelay.Seconds
        .ToString(CultureInfo.InvariantCulture);

    public static AccessRefusal NoCredential { get; } = new("no_credential", Unauthenticated);

    public static AccessRefusal Malformed { get; } = new("malformed", Unauthenticated);

    public static AccessRefusal BadToken { get; } = new("bad_token", Unauthenticated);

    public static AccessRefusal BadCertificate { get; } = new("bad_certificate", Unauthenticated);

    public static AccessRefusal UnknownKey { get; } = new("unknown_key", Unauthenticated);

    public static AccessRefusal ExpiredKey { get; } = new("expired_key", Unauthenticated);

    public static AccessRefusal RevokedKey { get; } = new("revoked_key", Unauthenticated);

    public static AccessRefusal Role { get; } = new("role", Denied);

    public static AccessRefusal Origin { get; } = new("origin", Denied);

    public static AccessRefusal KeyConcurrency { get; } =
        new("key_concurrency", Exhausted("calls at a time of this key"));

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

    /// <param name="retryAfterSeconds">When there is a permit again.</param>
    public static AccessRefusal KeyRate(int retryAfterSeconds) => KeyRates.Get(retryAfterSeconds);

    /// <param name="retryAfterSeconds">When there is a permit again.</param>
    public static AccessRefusal TenantRate(int retryAfterSeconds) => TenantRates.Get(retryAfterSeconds);

    /// <summary>Writes what HTTP has headers for: how to authenticate, when to try again.</summary>
    public void WriteHeaders(IHeaderDictionary headers)
    {
        if (failure.StatusCode == StatusCode.Unauthenticated)
        {
            headers[HeaderNames.WWWAuthenticate] = "Bearer";
        }
        else if (_retryAfter is not null)
        {
            headers[HeaderNames.RetryAfter] = _retryAfter;
        }
    }

    private static RetryInfo After(int seconds) =>
        new() { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds)) };

    private static RpcException Exhausted(string what, int retryAfterSeconds = 1) => new(
        new Status(StatusCode.ResourceExhausted, $"limit: more {what} than allowed"),
        After(retryAfterSeconds),
        new ErrorInfo { Reason = "LIMIT_EXCEEDED", Domain = Domain });

    /// <summary>Refusals that differ in when to try again only; each is made once.</summary>
    private sealed class Rates(string reason, string what)
    {
        /// <summary>Whoever owes more is told to come back after this long, and told again.</summary>
        private const int MaxSeconds = 60;

        private readonly AccessRefusal?[] _bySeconds = new AccessRefusal?[MaxSeconds + 1];

        public AccessRefusal Get(int seconds)
        {
            int told = Math.Min(seconds, MaxSeconds);
            return _bySeconds[told] ??= new AccessRefusal(reason, Exhausted($"queries a second of this {what}", told));
        }
    }
}
