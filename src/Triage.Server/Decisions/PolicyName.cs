namespace Triage.Server.Decisions;

/// <summary>Names of policies, as requests give them.</summary>
internal static class PolicyName
{
    /// <summary>The policy that decides when a request names none.</summary>
    public const string Default = "default";

    /// <summary>Gets the name of the policy that a request asks for.</summary>
    /// <param name="asked">What the request says; empty for <see cref="Default"/>.</param>
    public static string Of(string asked) => asked.Length == 0 ? Default : asked;
}
