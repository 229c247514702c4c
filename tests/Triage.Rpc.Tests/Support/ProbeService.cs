using System.Globalization;
using System.Threading.Channels;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Probe.V1;

namespace Triage.Rpc.Tests.Support;

/// <summary>Does what each request says.</summary>
internal sealed class ProbeService : IResponseObserver
{
    /// <summary>Metadata that starts with this prefix is echoed as headers and as trailers.</summary>
    public const string EchoPrefix = "echo-";

    /// <summary>Ends once a call that hangs was cancelled.</summary>
    public TaskCompletionSource Cancelled { get; private set; } = new();

    /// <summary>Ends once a call hangs.</summary>
    public TaskCompletionSource Hanging { get; private set; } = new();

    /// <summary>Ends once a call waits at the gate.</summary>
    public TaskCompletionSource AtGate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Opens the gate.</summary>
    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The responses that were written, as the transport tells; the last hundred.</summary>
    public Channel<ProbeResponse> Written { get; } = Channel.CreateBounded<ProbeResponse>(
        new BoundedChannelOptions(capacity: 100) { FullMode = BoundedChannelFullMode.DropOldest });

    void IResponseObserver.Written(IMessage response) => Written.Writer.TryWrite((ProbeResponse)response);

    public void Reset()
    {
        Cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Hanging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public async Task<ProbeResponse> Unary(ProbeRequest request, ServerCallContext context)
    {
        await EchoMetadata(context);
        await Obey(request, context);
        return Answer(request, 1);
    }

    public Task<ProbeResponse> Change(ProbeRequest request, ServerCallContext context) => Unary(request, context);

    public async Task Download(
        ProbeRequest request, IServerStreamWriter<ProbeResponse> responses, ServerCallContext context)
    {
        await EchoMetadata(context);
        for (int number = 1; number <= request.Count; number++)
        {
            await responses.WriteAsync(Answer(request, number), context.CancellationToken);
        }

        await Obey(request, context);
    }

    public async Task<ProbeResponse> Upload(IAsyncStreamReader<ProbeRequest> requests, ServerCallContext context)
    {
        await EchoMetadata(context);
        var answer = new ProbeResponse();
        await foreach (ProbeRequest request in requests.ReadAllAsync(context.CancellationToken))
        {
            await Obey(request, context);
            answer.Text += request.Text;
            answer.Number++;
        }

        return answer;
    }

    public async Task Chat(
        IAsyncStreamReader<ProbeRequest> requests,
        IServerStreamWriter<ProbeResponse> responses,
        ServerCallContext context)
    {
        await EchoMetadata(context);
        int number = 0;
        await foreach (ProbeRequest request in requests.ReadAllAsync(context.CancellationToken))
        {
            await Obey(request, context);
            await responses.WriteAsync(Answer(request, ++number), context.CancellationToken);
        }
    }

    private static async Task EchoMetadata(ServerCallContext context)
    {
        var headers = new Metadata();
        foreach (Metadata.Entry entry in context.RequestHeaders
            .Where(e => e.Key.StartsWith(EchoPrefix, StringComparison.Ordinal)))
        {
            if (entry.IsBinary)
            {
                headers.Add(entry.Key, entry.ValueBytes);
                context.ResponseTrailers.Add("late-" + entry.Key, entry.ValueBytes);
            }
            else
            {
                headers.Add(entry.Key, entry.Value);
                context.ResponseTrailers.Add("late-" + entry.Key, entry.Value);
            }
        }

        if (headers.Count > 0)
        {
            await context.WriteResponseHeadersAsync(headers);
        }
    }

    private static ProbeResponse Answer(ProbeRequest request, int number) => new()
    {
        Text = request.ResponseBytes > 0
            ? new string('x', Math.Min(request.ResponseBytes, 1_024 * 1_024))
            : request.Text,
        Number = number,
    };

    private async Task Obey(ProbeRequest request, ServerCallContext context)
    {
        if (request.Crash)
        {
            throw new InvalidOperationException("could not read " + request.Text);
        }

        if (request.Gate)
        {
            AtGate.TrySetResult();
            await Gate.Task.WaitAsync(context.CancellationToken);
        }

        if (request.Hang)
        {
            Hanging.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            }
            finally
            {
                Cancelled.TrySetResult();
            }
        }

        if (request.StatusCode != 0)
        {
            var violation = new BadRequest.Types.FieldViolation { Field = "text", Description = "expected more" };
            throw new RpcException(
                new Status((StatusCode)request.StatusCode, request.Text),
                new BadRequest { FieldViolations = { violation } },
                new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(3)) },
                new ErrorInfo
                {
                    Reason = "PROBED",
                    Domain = "tests",
                    Metadata = { ["code"] = request.StatusCode.ToString(CultureInfo.InvariantCulture) },
                });
        }
    }
}
