using Triage.Storage.Streams;
using Triage.V1;

namespace Triage.Cli.Worker;

/// <summary>A query that a worker was given and has not answered.</summary>
/// <param name="message">As it came.</param>
/// <param name="request">What it asks for.</param>
internal sealed class HeldQuery(QueryMessage message, TriageRequest request)
{
    public QueryMessage Message => message;

    public TriageRequest Request => request;

    /// <summary>Gets or sets the rounds in which the service failed at it alone and decided others.</summary>
    public int Failures { get; set; }
}
