using Triage.Server.Decisions;
using Triage.V1;

namespace Triage.Server.Escalations;

/// <summary>Checks what is asked to follow from a decision, and names all faults at once.</summary>
internal static class EscalateValidator
{
    private const string Known = "ESCALATION_REASON_NOT_RESOLVED, ESCALATION_REASON_CUSTOMER_DECLINED, "
        + "ESCALATION_REASON_CHANNEL_FAILED, ESCALATION_REASON_WRONG_DEPARTMENT, ESCALATION_REASON_WAITED_TOO_LONG";

    /// <returns>The faults, in the order of the contract; <see langword="null"/> when there are none.</returns>
    public static List<FieldFault>? Validate(EscalateRequest request)
    {
        List<FieldFault>? faults = null;
        if (request.DecisionId.Length == 0)
        {
            (faults ??= []).Add(
                new FieldFault("decision_id", "expected the newest decision_id of the conversation, got none"));
        }

        if (request.Reason is < EscalationReason.NotResolved or > EscalationReason.WaitedTooLong)
        {
            (faults ??= []).Add(new FieldFault("reason", $"expected one of {Known}, got {(int)request.Reason}"));
        }

        if (request.Context is not null)
        {
            RequestValidator.CheckContext(request.Context, ref faults);
        }

        return faults;
    }
}
