using System.Globalization;
using Triage.Core.Routing.Escalating;

namespace Triage.Core.Tests.Routing.Escalating;

public sealed class SipHashTests
{
    /// <summary>The bytes 0, 1, 2 … under the key 0, 1, 2 … 15. Source: the paper's appendix A (15 bytes) and its
    /// authors' vectors_sip64; read as little-endian.</summary>
    [Theory]
    [InlineData(0, "726fdb47dd0e0e31")]
    [InlineData(1, "74f839c593dc67fd")]
    [InlineData(2, "0d6c8009d9a94f5a")]
    [InlineData(7, "ab0200f58b01d137")]
    [InlineData(8, "93f5f5799a932462")]
    [InlineData(15, "a129ca6149be45e5")]
    public void Hash_VectorsOfItsAuthors_AreMet(int length, string expected)
    {
        byte[] message = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        ulong hash = SipHash.Hash(message, key0: 0x0706050403020100, key1: 0x0f0e0d0c0b0a0908);
        Assert.Equal(expected, hash.ToString("x16", CultureInfo.InvariantCulture));
    }
}
