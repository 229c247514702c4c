using Triage.Storage.Keys;

namespace Triage.Server.Access;

/// <summary>Who may call a method.</summary>
/// <param name="Roles">The roles that may.</param>
/// <param name="IsOpen">Whether everybody may, known or not.</param>
internal sealed record MethodAccess(Roles Roles, bool IsOpen = false);
