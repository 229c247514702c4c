using System.Globalization;

namespace Triage.Rpc.Tests.Support;

/// <summary>How much the long tests do: a tenth to a fiftieth by default, all of it when TRIAGE_LONG is 1;
/// TRIAGE_TEST_SCALE multiplies either.</summary>
internal static class TestScale
{
    public static int Pick(int usual, int whole)
    {
        bool isLong = Environment.GetEnvironmentVariable("TRIAGE_LONG") == "1";
        string? scale = Environment.GetEnvironmentVariable("TRIAGE_TEST_SCALE");
        double factor = scale is null ? 1 : double.Parse(scale, CultureInfo.InvariantCulture);
        return Math.Max(1, (int)((isLong ? whole : usual) * factor));
    }
}
