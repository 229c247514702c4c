using System.Runtime.InteropServices;

namespace Triage.Server.Hosting;

/// <summary>Has the C library give back memory that the runtime has freed. What it holds back by itself grows under
/// load, to 37 MiB within six minutes: the compiler's working memory, in heaps of up to 8 threads a core.</summary>
/// <remarks>Stands for MALLOC_ARENA_MAX and MALLOC_TRIM_THRESHOLD_, which only who starts a process can set.
/// Source: mallopt(3). Other C libraries than glibc have no such settings.</remarks>
internal static class NativeHeap
{
    // Of malloc.h.
    private const int TrimThreshold = -1;
    private const int ArenaMax = -8;

    private const int Heaps = 2;

    /// <summary>At the end of a heap. glibc's default, which it raises by itself unless it is set.</summary>
    private const int MaxFreeBytes = 128 * 1_024;

    /// <summary>Sets the limits, which hold from here on. To be called first: heaps that exist stay.</summary>
    public static void Limit()
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                _ = Set(ArenaMax, Heaps);
                _ = Set(TrimThreshold, MaxFreeBytes);
            }
            catch (EntryPointNotFoundException)
            {
                // Not glibc.
            }
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Set(int parameter, int value);
}
