using Google.Protobuf;
using Triage.Rpc.Errors;

namespace Triage.Rpc;

/// <summary>Ends a call with a status other than OK. Its message and details go to the caller as they are.</summary>
public sealed class RpcException : Exception
{
    /// <param name="status">How the call ends; not OK.</param>
    /// <param name="details">Messages such as <c>google.rpc.BadRequest</c> that programs read.</param>
    public RpcException(Status status, params IReadOnlyList<IMessage> details)
        : this(status, new Metadata(), details)
    {
    }

    /// <param name="status">How the call ends; not OK.</param>
    /// <param name="trailers">Metadata that is sent after the response.</param>
    /// <param name="details">Messages such as <c>google.rpc.BadRequest</c> that programs read.</param>
    public RpcException(Status status, Metadata trailers, params IReadOnlyList<IMessage> details)
        : base(status.Detail)
    {
        ArgumentNullException.ThrowIfNull(details);
        ArgumentNullException.ThrowIfNull(trailers);
        if (status.StatusCode is <= StatusCode.OK or > StatusCode.Unauthenticated)
        {
            throw new ArgumentOutOfRangeException(
                nameof(status), $"status code: expected 1 to 16, got {(int)status.StatusCode}");
        }

        Status = status;
        Trailers = trailers;
        Details = details;
    }

    /// <summary>How the call ends.</summary>
    public Status Status { get; }

    /// <summary>The code of <see cref="Status"/>.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>Metadata that is sent after the response.</summary>
    public Metadata Trailers { get; }

    /// <summary>Messages that programs read: <c>google.rpc.Status.details</c>.</summary>
    public IReadOnlyList<IMessage> Details { get; }

    /// <summary>Value of <c>grpc-status-details-bin</c>.</summary>
    /// <remarks>PERF: here and below, a refusal of access is one object that is sent time and again, most often when
    /// the service has too much to do already.</remarks>
    internal string GrpcDetails => field ??= StatusDetails.Encode(this);

    /// <summary>Body of a failed unary call of the Connect protocol.</summary>
    internal byte[] ConnectBody => field ??= ConnectError.Encode(this);
}
