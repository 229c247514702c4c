namespace Triage.Storage.Policies;

/// <summary>Names a policy.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Policy">Its name within the tenant, such as "default".</param>
public readonly record struct PolicyKey(string Tenant, string Policy)
{
    public override string ToString() => $"{Tenant}/{Policy}";
}
