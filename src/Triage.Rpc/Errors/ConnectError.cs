using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Triage.Rpc.Calls;

namespace Triage.Rpc.Errors;

/// <summary>Errors as the Connect protocol writes them: a code by name, its HTTP status, details in base64.</summary>
internal static class ConnectError
{
    // The text is a body of type application/json, never part of a page.
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>HTTP status of an error.</summary>
    public static int HttpStatus(RpcException failure) => ReferenceEquals(failure, Faults.TooSlow)
        ? StatusCodes.Status408RequestTimeout
        : HttpStatus(failure.StatusCode);

    /// <summary>HTTP status of a code. Source: Connect protocol reference, "Error codes".</summary>
    public static int HttpStatus(StatusCode code) => code switch
    {
        StatusCode.Cancelled => 499,
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => 400,
        StatusCode.DeadlineExceeded => 504,
        StatusCode.NotFound => 404,
        StatusCode.AlreadyExists or StatusCode.Aborted => 409,
        StatusCode.PermissionDenied => 403,
        StatusCode.ResourceExhausted => 429,
        StatusCode.Unimplemented => 501,
        StatusCode.Unavailable => 503,
        StatusCode.Unauthenticated => 401,
        _ => 500,
    };

    /// <summary>Name of a code. Source: Connect protocol reference, "Error codes".</summary>
    public static string CodeName(StatusCode code) => code switch
    {
        StatusCode.Cancelled => "canceled",
        StatusCode.InvalidArgument => "invalid_argument",
        StatusCode.DeadlineExceeded => "deadline_exceeded",
        StatusCode.NotFound => "not_found",
        StatusCode.AlreadyExists => "already_exists",
        StatusCode.PermissionDenied => "permission_denied",
        StatusCode.ResourceExhausted => "resource_exhausted",
        StatusCode.FailedPrecondition => "failed_precondition",
        StatusCode.Aborted => "aborted",
        StatusCode.OutOfRange => "out_of_range",
        StatusCode.Unimplemented => "unimplemented",
        StatusCode.Internal => "internal",
        StatusCode.Unavailable => "unavailable",
        StatusCode.DataLoss => "data_loss",
        StatusCode.Unauthenticated => "unauthenticated",
        _ => "unknown",
    };

    /// <summary>Body of a failed unary call.</summary>
    public static byte[] Encode(RpcException failure) => Write(json => WriteError(json, failure));

    /// <summary>Payload of the envelope that ends a stream.</summary>
    /// <param name="failure">The error that it ends with; null for success.</param>
    /// <param name="trailers">Metadata that is sent after the response.</param>
    public static byte[] EncodeEndStream(RpcException? failure, Metadata trailers) => Write(json =>
    {
        json.WriteStartObject();
        if (failure is not null)
        {
            json.WritePropertyName("error");
            WriteError(json, failure);
        }

        if (trailers.Count > 0)
        {
            json.WriteStartObject("metadata");
            foreach (IGrouping<string, Metadata.Entry> entries in trailers.GroupBy(e => e.Key, StringComparer.Ordinal))
            {
                json.WriteStartArray(entries.Key);
                foreach (Metadata.Entry entry in entries)
                {
                    json.WriteStringValue(HeaderMetadata.Format(entry));
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteError(Utf8JsonWriter json, RpcException failure)
    {
        json.WriteStartObject();
        json.WriteString("code", CodeName(failure.StatusCode));
        if (failure.Status.Detail.Length > 0)
        {
            json.WriteString("message", failure.Status.Detail);
        }

        if (failure.Details.Count > 0)
        {
            json.WriteStartArray("details");
            foreach (IMessage detail in failure.Details)
            {
                WriteDetail(json, detail);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteDetail(Utf8JsonWriter json, IMessage detail)
    {
        json.WriteStartObject();
        json.WriteString("type", detail.Descriptor.FullName);
        json.WriteString("value", StatusDetails.ToBase64(detail.ToByteArray()));
        json.WritePropertyName("debug");
        json.WriteRawValue(JsonFormatter.Default.Format(detail));
        json.WriteEndObject();
    }
}
