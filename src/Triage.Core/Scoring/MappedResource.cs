using System.Globalization;
using System.Runtime.InteropServices;

namespace Triage.Core.Scoring;

/// <summary>A resource lies in the file of its assembly, which is mapped into memory.</summary>
internal static class MappedResource
{
    private const int DontNeed = 4; // MADV_DONTNEED of Linux

    /// <summary>Gives the memory of a resource that was read back to the system, which reads it from the file again if
    /// anybody asks. Does nothing where that is not certain.</summary>
    /// <remarks>The model would else be resident twice: 8 of the 130 MB that the service may take.</remarks>
    public static unsafe void Release(Stream resource)
    {
        if (!OperatingSystem.IsLinux() || resource is not UnmanagedMemoryStream mapped)
        {
            return;
        }

        // Whole pages only: their neighbours are others' code.
        mapped.Position = 0;
        nuint page = (nuint)Environment.SystemPageSize;
        nuint start = ((nuint)mapped.PositionPointer + page - 1) & ~(page - 1);
        nuint end = ((nuint)mapped.PositionPointer + (nuint)mapped.Length) & ~(page - 1);
        if (start < end && IsUnchangedFile(start, end))
        {
            _ = Advise(start, end - start, DontNeed);
        }
    }

    /// <summary>Tells whether memory is a file's content that nobody can have changed: what is not would be lost.
    /// </summary>
    /// <remarks>Source: Linux, proc_pid_maps(5): first-last permissions offset device inode path.</remarks>
    private static bool IsUnchangedFile(nuint start, nuint end)
    {
        try
        {
            foreach (string line in File.ReadLines("/proc/self/maps"))
            {
                string[] fields = line.Split([' '], 6, StringSplitOptions.RemoveEmptyEntries);
                string[] range = fields[0].Split('-');
                if (start >= nuint.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                    && end <= nuint.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture))
                {
                    return fields is [_, ['r', '-', ..], _, _, _, ['/', ..]];
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A system that hides it: the memory stays.
        }

        return false;
    }

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Advise(nuint start, nuint length, int advice);
}
