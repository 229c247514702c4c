namespace Triage.Server.Policies;

/// <summary>Who calls.</summary>
/// <param name="Tenant">Whose policies.</param>
/// <param name="Actor">Who, for the audit.</param>
internal readonly record struct CallerContext(string Tenant, string Actor)
{
    /// <summary>Gets the caller of a service without keys.</summary>
    public static CallerContext Local { get; } = new("default", "local");
}
