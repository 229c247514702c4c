namespace Triage.Core.Routing;

/// <summary>The files that are embedded in this assembly.</summary>
internal static class Resources
{
    public static byte[] Read(string name)
    {
        using Stream stream = typeof(Resources).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the resource {name} is not embedded");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
