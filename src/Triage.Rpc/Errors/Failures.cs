using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Triage.Rpc.Calls;

namespace Triage.Rpc.Errors;

/// <summary>Turns what a call threw into what its caller is told.</summary>
internal static partial class Failures
{
    /// <summary>The error that the caller is told; only what nobody foresaw is logged.</summary>
    public static RpcException Translate(Exception exception, ServerCall call, ILogger logger)
    {
        if (exception is RpcException foreseen)
        {
            return foreseen;
        }

        // Whatever is thrown after the call was given up is a consequence of that.
        if (call.IsAborted || exception is CallerGoneException)
        {
            return Faults.Cancelled();
        }

        if (call.IsOverdue)
        {
            return Faults.DeadlineExceeded();
        }

        if (exception is BadHttpRequestException bad)
        {
            return FromHttp(bad, call);
        }

        Log.Unexpected(logger, call.Method, call.Http.TraceIdentifier, Describe(exception));
        return Faults.Unexpected(call.Http.TraceIdentifier);
    }

    private static RpcException FromHttp(BadHttpRequestException exception, ServerCall call) =>
        exception.StatusCode switch
        {
            StatusCodes.Status408RequestTimeout => Faults.TooSlow,
            StatusCodes.Status413PayloadTooLarge => Faults.BodyTooLarge(call.MaxReceiveMessageBytes),
            _ => Faults.Malformed("", "expected a whole HTTP request, got a broken one"),
        };

    /// <summary>Types and stacks, without the messages: those may quote what the customer wrote.</summary>
    private static string Describe(Exception exception) => string.Join(
        Environment.NewLine,
        Causes(exception).Select(cause => $"{cause.GetType()}{Environment.NewLine}{cause.StackTrace}"));

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Error, "{Method} failed, request {RequestId}: {Causes}",
            EventName = nameof(Unexpected))]
        public static partial void Unexpected(ILogger logger, string method, string requestId, string causes);
    }
}
