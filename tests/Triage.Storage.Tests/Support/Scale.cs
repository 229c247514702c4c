namespace Triage.Storage.Tests.Support;

/// <summary>How much of a long test runs.</summary>
internal static class Scale
{
    /// <summary>Gets whether the long tests were asked for: <c>TRIAGE_LONG</c> is set.</summary>
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("TRIAGE_LONG") is { Length: > 0 };

    /// <summary>Chooses how often to repeat.</summary>
    public static int Times(int usual, int isLong) => IsLong ? isLong : usual;
}
