namespace Triage.Core.Tests;

/// <summary>Measures what a call allocates.</summary>
internal static class Allocations
{
    private const int Runs = 20;

    /// <summary>Gets the bytes that a call allocates: the least of some runs, as the runtime itself now and then
    /// allocates on the thread that it compiles for.</summary>
    public static long Of(Action call)
    {
        call();
        long least = long.MaxValue;
        for (int run = 0; run < Runs && least > 0; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
