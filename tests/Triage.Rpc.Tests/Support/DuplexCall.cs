using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using Probe.V1;

namespace Triage.Rpc.Tests.Support;

/// <summary>A call whose request is still being written while its response is read.</summary>
internal sealed class DuplexCall : IAsyncDisposable
{
    private readonly RawProtocol _protocol;
    private readonly PushContent _content = new();
    private readonly HttpRequestMessage _request;
    private readonly CancellationTokenSource _cancel = new();
    private readonly Task<HttpResponseMessage> _sending;
    private Stream? _body;

    public DuplexCall(ProbeServer server, RawProtocol protocol, string path)
    {
        _protocol = protocol;
        _request = new HttpRequestMessage(HttpMethod.Post, path) { Content = _content };
        _content.Headers.ContentType = MediaTypeHeaderValue.Parse(protocol.ContentType);
        _sending = protocol.Client(server).SendAsync(_request, HttpCompletionOption.ResponseHeadersRead, _cancel.Token);
    }

    public Task WriteAsync(ProbeRequest request) => WriteAsync(_protocol.Encode(request));

    public async Task WriteAsync(byte[] bytes) => await _content.Pipe.Writer.WriteAsync(bytes);

    public void CompleteWriting() => _content.Pipe.Writer.Complete();

    public async Task<(byte Flags, byte[] Payload)> ReadAsync()
    {
        _body ??= await (await _sending).Content.ReadAsStreamAsync(_cancel.Token);
        byte[] prefix = new byte[5];
        await _body.ReadExactlyAsync(prefix, _cancel.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        byte[] payload = new byte[(prefix[3] << 8) + prefix[4]];
        await _body.ReadExactlyAsync(payload, _cancel.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        return (prefix[0], payload);
    }

    public async Task<ProbeResponse> ReadMessageAsync() => _protocol.Decode((await ReadAsync()).Payload);

    /// <summary>The status after the last message, over gRPC.</summary>
    public async Task<string> ReadGrpcStatusAsync()
    {
        HttpResponseMessage response = await _sending;
        _body ??= await response.Content.ReadAsStreamAsync(_cancel.Token);
        Assert.Equal(0, await _body.ReadAsync(new byte[1], _cancel.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
        return response.TrailingHeaders.Concat(response.Headers).First(h => h.Key == "grpc-status").Value.Single();
    }

    /// <summary>Resets the stream.</summary>
    public async Task CancelAsync()
    {
        (await _sending).Dispose();

        // The client resets the stream once the writing of the request has ended.
        await _content.Pipe.Writer.CompleteAsync(new OperationCanceledException());
    }

    public async ValueTask DisposeAsync()
    {
        await _content.Pipe.Writer.CompleteAsync();
        await _cancel.CancelAsync();
        await _sending.ContinueWith(
            sent => sent.IsCompletedSuccessfully,
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
        _request.Dispose();
        _cancel.Dispose();
    }

    private sealed class PushContent : HttpContent
    {
        public Pipe Pipe { get; } = new();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            while (true)
            {
                ReadResult result = await Pipe.Reader.ReadAsync();
                foreach (ReadOnlyMemory<byte> segment in result.Buffer)
                {
                    await stream.WriteAsync(segment);
                }

                await stream.FlushAsync();
                Pipe.Reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = -1;
            return false;
        }
    }
}
