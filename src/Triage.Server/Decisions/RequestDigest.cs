using System.Buffers;
using Google.Protobuf;
using Triage.Core.Routing.Escalating;
using Triage.V1;

namespace Triage.Server.Decisions;

/// <summary>The digest by which a request is known again: equal requests have one, whatever carried them.</summary>
internal static class RequestDigest
{
    /// <remarks>How a request is to be answered is no part of it:
    /// whoever explains a decision may ask for more words.</remarks>
    public static ulong Of(TriageRequest request)
    {
        if (request.Explain)
        {
            request = request.Clone();
            request.Explain = false;
        }

        int size = request.CalculateSize();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            if (request.Answers.Count == 0 && request.Context is null or { Attributes.Count: 0 })
            {
                request.WriteTo(buffer.AsSpan(0, size));
            }
            else
            {
                // Maps have no order of their own.
                using CodedOutputStream output = new(buffer) { Deterministic = true };
                request.WriteTo(output);
            }

            return DecisionIdCodec.Digest(buffer.AsSpan(0, size));
        }
        finally
        {
            // The pool must not keep a customer's words.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
