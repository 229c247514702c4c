using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Triage.V1;

namespace Triage.KestrelFloor;

/// <summary>Parses a request and answers a given response, straight on Kestrel.</summary>
internal sealed class FixedAnswer(TriageResponse response) : IHttpApplication<IFeatureCollection>
{
    public const int PrefixBytes = 5; // of a message of gRPC: flags and length

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        PipeReader reader = context.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
        ReadOnlySequence<byte> body = await ReadAllAsync(reader);
        if (TriageRequest.Parser.ParseFrom(body.Slice(PrefixBytes)).Text.Length == 0)
        {
            throw new InvalidDataException("text: expected some, got none");
        }

        reader.AdvanceTo(body.End);
        context.GetRequiredFeature<IHttpResponseFeature>().Headers.ContentType = "application/grpc";
        context.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers.Append("grpc-status", "0");
        PipeWriter writer = context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer;
        int size = response.CalculateSize();
        Span<byte> span = writer.GetSpan(PrefixBytes + size);
        span[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(span[1..], size);
        response.WriteTo(span.Slice(PrefixBytes, size));
        writer.Advance(PrefixBytes + size);
    }

    private static async ValueTask<ReadOnlySequence<byte>> ReadAllAsync(PipeReader reader)
    {
        while (true)
        {
            ReadResult read = await reader.ReadAsync();
            if (read.IsCompleted)
            {
                return read.Buffer;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
