using Triage.Core.Routing.Documents;

namespace Triage.Core.Routing;

/// <summary>Says a decision's reasons in words.</summary>
public static class ReasonText
{
    /// <summary>Says why a channel stands where it does, or why it was passed over.</summary>
    public static string Of(Placement placement, in Decision decision, RoutingPolicy policy)
    {
        PolicyDocument document = policy.Document;
        return placement.Reason switch
        {
            Reason.Primary => $"{Place(in decision, document)}: {Why(in decision, document)}",
            Reason.Secondary => $"second choice of {Place(in decision, document)}",
            Reason.Fallback => "fallback of the policy",
            Reason.LastResort => "no channel of the cell and no fallback is usable",
            Reason.PersonInDoubt => "the doubt is grave, so a person is kept in reach",
            Reason.NoGainInMoving => "the query came in there, and moving the customer would gain nothing",
            Reason.NotAvailable => "the customer cannot use it",
            Reason.AbilityLacking => "it asks for something that the customer lacks",
            Reason.AlreadyTried => "it was tried in this conversation",
            Reason.Closed => "closed at this time",
            Reason.ReportedClosed => "reported closed or full",
            Reason.QuietHours => "it would call the customer in quiet hours",
            Reason.NotAPerson => "the customer asks for a person",
            Reason.LanguageNotSpoken => "it does not speak the customer's language",
            Reason.WaitTooLong => $"a wait of about {placement.WaitMinutes} minutes is too long for the severity",
            _ => "it would be a step down from what did not work out",
        };
    }

    private static string Place(in Decision decision, PolicyDocument document) => decision.Override < 0
        ? $"cell {decision.Cell}"
        : $"override '{document.Overrides[decision.Override].Id}'";

    private static string Why(in Decision decision, PolicyDocument document)
    {
        if (decision.Override >= 0)
        {
            return document.Overrides[decision.Override].Why;
        }

        Cell cell = decision.Cell;
        return document.Matrix.First(row => row.Cell == cell).Why;
    }
}
