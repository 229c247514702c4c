using System.Diagnostics;

namespace Triage.Storage.Tests.Support;

/// <summary>Waits for what must come true, and no longer than it may take.</summary>
internal static class Eventually
{
    public static Task HoldsAsync(Func<bool> condition, double withinSeconds, Func<string> otherwise) =>
        HoldsAsync(() => Task.FromResult(condition()), withinSeconds, otherwise, pauseMilliseconds: 5);

    /// <remarks>A condition that asks a server pauses longer, so that asking costs what is measured little.</remarks>
    public static async Task HoldsAsync(
        Func<Task<bool>> condition, double withinSeconds, Func<string> otherwise, int pauseMilliseconds = 20)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < withinSeconds, otherwise());
            await Task.Delay(pauseMilliseconds);
        }
    }
}
