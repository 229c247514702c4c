using System.Diagnostics.CodeAnalysis;
using Triage.Server.Decisions;

namespace Triage.Server;

/// <summary>The policies that decide, by name.</summary>
/// <param name="builtIn">The policy that Triage comes with.</param>
internal sealed class PolicyHolder(ServedPolicy builtIn)
{
    public const string DefaultName = "default";

    /// <summary>Finds a policy.</summary>
    /// <param name="name">Its name; empty for <see cref="DefaultName"/>.</param>
    /// <param name="policy">The policy; a request keeps it until it answers.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out ServedPolicy? policy)
    {
        policy = name.Length == 0 || name == DefaultName ? builtIn : null;
        return policy is not null;
    }
}
