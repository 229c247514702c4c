using Triage.Storage.Keys;

namespace Triage.Server.Access;

/// <summary>Who may call a method.</summary>
/// <param name="Roles">The roles that may.</param>
/// <param name="IsOpen">Whether everybody may, known or not.</param>
/// <param name="IsStream">Whether it may last long, mostly waiting.</param>
internal sealed record MethodAccess(Roles Roles, bool IsOpen = false, bool IsStream = false);
