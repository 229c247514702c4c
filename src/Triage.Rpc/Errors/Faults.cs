using System.Globalization;
using Google.Protobuf;
using Google.Rpc;

namespace Triage.Rpc.Errors;

/// <summary>Every error that the transport itself answers, with its stable reason.</summary>
internal static class Faults
{
    /// <summary>Who defines the reasons below: <c>ErrorInfo.domain</c>.</summary>
    public const string Domain = "rpc";

    /// <summary>Gets the error of a body that came so slowly that it was given up. Not DEADLINE_EXCEEDED, which would
    /// count as a fault of the service.</summary>
    public static RpcException TooSlow { get; } =
        Create(StatusCode.Cancelled, "REQUEST_TOO_SLOW", "request: given up, because its body came too slowly");

    public static RpcException Unimplemented(string path) =>
        Create(StatusCode.Unimplemented, "METHOD_UNKNOWN", $"method {Shorten(path)}: not implemented here");

    /// <summary>No method has this path.</summary>
    /// <param name="path">What came.</param>
    /// <param name="known">What would have been right: paths of methods, or names of services.</param>
    public static RpcException UnknownMethod(string path, string known) =>
        Create(
            StatusCode.Unimplemented,
            "METHOD_UNKNOWN",
            $"method {Shorten(path)}: not implemented here, expected {known}");

    public static RpcException WrongHttpMethod(string path, string expected, string got) =>
        Create(StatusCode.Unimplemented, "HTTP_METHOD_WRONG", $"{path}: expected {expected}, got {Shorten(got)}");

    public static RpcException OldHttp(string expectedFor, string got) =>
        Create(StatusCode.Unimplemented, "HTTP_VERSION_OLD", $"{expectedFor}: expected HTTP/2, got {got}");

    /// <summary>The content type of a request is none that its method takes.</summary>
    public static RpcException WrongContentType(string expected, string got) =>
        Create(
            StatusCode.InvalidArgument,
            "CONTENT_TYPE_UNKNOWN",
            $"content-type: expected one of {expected}, got {(got.Length == 0 ? "none" : $"'{Shorten(got)}'")}");

    /// <summary>The bytes of a request are not what its content type says.</summary>
    public static RpcException Malformed(string field, string description)
    {
        var violation = new BadRequest.Types.FieldViolation { Field = field, Description = description };
        return Create(
            StatusCode.InvalidArgument,
            "REQUEST_MALFORMED",
            $"{(field.Length == 0 ? "request" : field)}: {description}",
            new BadRequest { FieldViolations = { violation } });
    }

    public static RpcException BadHeader(string name, string expected, string got) =>
        Create(StatusCode.InvalidArgument, "HEADER_INVALID", $"{name}: expected {expected}, got '{Shorten(got)}'");

    public static RpcException BadParameter(string name, string expected, string got) =>
        Create(StatusCode.InvalidArgument, "PARAMETER_INVALID", $"{name}: expected {expected}, got '{Shorten(got)}'");

    public static RpcException TooLarge(string what, long limitBytes, long gotBytes) =>
        Create(StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE", string.Create(
            CultureInfo.InvariantCulture, $"{what}: expected at most {limitBytes} bytes, got {gotBytes}"));

    public static RpcException InflatedTooLarge(long limitBytes) =>
        Create(StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE", string.Create(
            CultureInfo.InvariantCulture, $"request message: expected at most {limitBytes} bytes inflated, got more"));

    public static RpcException BodyTooLarge(long limitBytes) =>
        Create(StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE", string.Create(
            CultureInfo.InvariantCulture, $"request message: expected at most {limitBytes} bytes, got more"));

    /// <summary>A method that takes one message got none or several. Source: gRPC status codes, "cardinality
    /// violation".</summary>
    public static RpcException Cardinality(string got) =>
        Create(StatusCode.Unimplemented, "MESSAGE_COUNT", $"request: expected exactly one message, got {got}");

    public static RpcException UnknownEncoding(string header, string got) =>
        Create(
            StatusCode.Unimplemented,
            "ENCODING_UNKNOWN",
            $"{header}: expected one of identity, gzip, got '{Shorten(got)}'");

    /// <summary>Source: gRPC, "Compression", a compressed message without a declared encoding.</summary>
    public static RpcException CompressedWithoutEncoding(string header) =>
        Create(
            StatusCode.Internal,
            "ENCODING_MISSING",
            $"request message: its compressed flag is set but {header} names no encoding");

    public static RpcException DeadlineExceeded() =>
        Create(StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED", "deadline: passed before the call completed");

    public static RpcException Cancelled() => new(Status.DefaultCancelled);

    public static RpcException Unexpected(string requestId) =>
        Create(StatusCode.Internal, "UNEXPECTED", $"internal error; it is logged under request id {requestId}");

    private static RpcException Create(StatusCode code, string reason, string detail, params IMessage[] details) =>
        new(new Status(code, detail), [.. details, new ErrorInfo { Reason = reason, Domain = Domain }]);

    private static string Shorten(string text) => text.Length <= 64 ? text : string.Concat(text.AsSpan(0, 63), "…");
}
