namespace Triage.Core.Workflows;

/// <summary>Kind of step.</summary>
public enum StepKind : byte
{
    /// <summary>Something is done; one step follows.</summary>
    Action = 0,

    /// <summary>Something is decided; two or more steps may follow.</summary>
    Decision = 1,

    /// <summary>The workflow is over.</summary>
    End = 2,
}
