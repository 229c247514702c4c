using Microsoft.AspNetCore.Http.Metadata;

namespace Triage.Rpc.Binding;

/// <summary>Lifts the server's limit of a request's body: each of its messages has its own.</summary>
internal sealed class UnlimitedBody : IRequestSizeLimitMetadata
{
    public static readonly UnlimitedBody Instance = new();

    public long? MaxRequestBodySize => null;
}
