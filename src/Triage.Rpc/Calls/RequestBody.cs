using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Triage.Rpc.Errors;

namespace Triage.Rpc.Calls;

/// <summary>The body of a request; a broken connection or stream shows as <see cref="CallerGoneException"/>.</summary>
internal readonly struct RequestBody(PipeReader reader)
{
    public bool TryRead(out ReadResult result)
    {
        try
        {
            return reader.TryRead(out result);
        }
        catch (IOException e) when (IsCallerGone(e))
        {
            throw new CallerGoneException(e);
        }
    }

    public async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (IOException e) when (IsCallerGone(e))
        {
            throw new CallerGoneException(e);
        }
    }

    public void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        try
        {
            reader.AdvanceTo(consumed, examined);
        }
        catch (IOException e) when (IsCallerGone(e))
        {
            throw new CallerGoneException(e);
        }
    }

    // The other kind tells that the request itself is wrong, for example too large.
    private static bool IsCallerGone(IOException failure) => failure is not BadHttpRequestException;
}
