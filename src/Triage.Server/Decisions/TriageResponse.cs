using Triage.Server.Decisions;

#pragma warning disable IDE0130 // the other part is made from the proto
namespace Triage.V1;

/// <summary>An answer whose score is written in parts that may serve another.</summary>
public sealed partial class TriageResponse
{
    private ScoreParts? _parts;

    internal ScoreParts TakeParts() => _parts = ScoreParts.Take();

    /// <summary>Gives the parts back: nobody looks at the answer again.</summary>
    internal void ReturnParts()
    {
        _parts?.Return();
        _parts = null;
    }
}
