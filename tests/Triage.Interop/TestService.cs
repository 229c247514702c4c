using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Grpc.Testing;
using Triage.Rpc;

namespace Triage.Interop;

/// <summary><c>grpc.testing.TestService</c>. Source: gRPC, "Interoperability Test Case Descriptions", Server.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "Service methods are bound to an instance.")]
public sealed class TestService
{
    /// <summary>Metadata that comes back as a header.</summary>
    public const string EchoInitialHeader = "x-grpc-test-echo-initial";

    /// <summary>Metadata that comes back as a trailer.</summary>
    public const string EchoTrailingHeader = "x-grpc-test-echo-trailing-bin";

    public async Task<Empty> EmptyCall(Empty request, ServerCallContext context)
    {
        await EchoMetadataAsync(context);
        return new Empty();
    }

    public async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        await EchoMetadataAsync(context);
        CheckCompression(request.ExpectCompressed, context);
        CheckStatus(request.ResponseStatus);
        SetCompression(request.ResponseCompressed, context);
        return new SimpleResponse { Payload = CreatePayload(request.ResponseSize) };
    }

    public Task<SimpleResponse> CacheableUnaryCall(SimpleRequest request, ServerCallContext context) =>
        UnaryCall(request, context);

    public async Task StreamingOutputCall(
        StreamingOutputCallRequest request,
        IServerStreamWriter<StreamingOutputCallResponse> responses,
        ServerCallContext context)
    {
        await EchoMetadataAsync(context);
        await WriteAsync(request, responses, context);
        CheckStatus(request.ResponseStatus);
    }

    public async Task<StreamingInputCallResponse> StreamingInputCall(
        IAsyncStreamReader<StreamingInputCallRequest> requests, ServerCallContext context)
    {
        await EchoMetadataAsync(context);
        int size = 0;
        await foreach (StreamingInputCallRequest request in requests.ReadAllAsync(context.CancellationToken))
        {
            CheckCompression(request.ExpectCompressed, context);
            size += request.Payload?.Body.Length ?? 0;
        }

        return new StreamingInputCallResponse { AggregatedPayloadSize = size };
    }

    public async Task FullDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requests,
        IServerStreamWriter<StreamingOutputCallResponse> responses,
        ServerCallContext context)
    {
        await EchoMetadataAsync(context);
        await foreach (StreamingOutputCallRequest request in requests.ReadAllAsync(context.CancellationToken))
        {
            CheckStatus(request.ResponseStatus);
            await WriteAsync(request, responses, context);
        }
    }

    public async Task HalfDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requests,
        IServerStreamWriter<StreamingOutputCallResponse> responses,
        ServerCallContext context)
    {
        await EchoMetadataAsync(context);
        var received = new List<StreamingOutputCallRequest>();
        await foreach (StreamingOutputCallRequest request in requests.ReadAllAsync(context.CancellationToken))
        {
            received.Add(request);
        }

        foreach (StreamingOutputCallRequest request in received)
        {
            CheckStatus(request.ResponseStatus);
            await WriteAsync(request, responses, context);
        }
    }

    private static async Task EchoMetadataAsync(ServerCallContext context)
    {
        if (context.RequestHeaders.GetValueBytes(EchoTrailingHeader) is { } trailing)
        {
            context.ResponseTrailers.Add(EchoTrailingHeader, trailing);
        }

        if (context.RequestHeaders.GetValue(EchoInitialHeader) is { } initial)
        {
            await context.WriteResponseHeadersAsync(new Metadata { { EchoInitialHeader, initial } });
        }
    }

    private static async Task WriteAsync(
        StreamingOutputCallRequest request,
        IServerStreamWriter<StreamingOutputCallResponse> responses,
        ServerCallContext context)
    {
        foreach (ResponseParameters parameters in request.ResponseParameters)
        {
            await Task.Delay(TimeSpan.FromMicroseconds(parameters.IntervalUs), context.CancellationToken);
            SetCompression(parameters.Compressed, context);
            await responses.WriteAsync(
                new StreamingOutputCallResponse { Payload = CreatePayload(parameters.Size) },
                context.CancellationToken);
        }
    }

    private static void CheckStatus(EchoStatus? status)
    {
        if (status is { Code: not 0 })
        {
            throw new RpcException(new Status((StatusCode)status.Code, status.Message));
        }
    }

    private static void CheckCompression(BoolValue? expected, ServerCallContext context)
    {
        if (expected is { Value: true } && !context.IsRequestCompressed)
        {
            throw new RpcException(
                new Status(StatusCode.InvalidArgument, "request message: expected compressed, got uncompressed"));
        }
    }

    private static void SetCompression(BoolValue? compressed, ServerCallContext context)
    {
        if (compressed is not null)
        {
            context.ResponseCompression = compressed.Value ? ResponseCompression.Always : ResponseCompression.Never;
        }
    }

    private static Payload CreatePayload(int size)
    {
        // 10 MiB: more than the largest test case asks, less than a mistake does.
        if (size is < 0 or > 10 * 1_024 * 1_024)
        {
            throw new RpcException(new Status(
                StatusCode.InvalidArgument, $"response_size: expected 0 to 10485760 bytes, got {size}"));
        }

        return new Payload { Body = UnsafeByteOperations.UnsafeWrap(new byte[size]) };
    }
}
