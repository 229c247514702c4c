namespace Triage.Rpc.Tests;

public sealed class MetadataTests
{
    [Fact]
    public void GetValue_KeyAddedTwice_IsTheLast()
    {
        var metadata = new Metadata { { "Key", "one" }, { "key", "two" }, { "other", "three" } };

        Assert.Equal("two", metadata.GetValue("KEY"));
        Assert.Equal(["key", "key", "other"], metadata.Select(e => e.Key));
        Assert.Null(metadata.GetValue("nothing"));
    }

    [Fact]
    public void GetValueBytes_BinaryKey_IsWhatWasAdded()
    {
        var metadata = new Metadata { { "data-bin", [0, 255] } };

        Assert.Equal([0, 255], metadata.GetValueBytes("data-bin"));
        Assert.True(metadata.Single().IsBinary);
    }

    [Theory]
    [InlineData("", "a")]
    [InlineData("ключ", "a")]
    [InlineData("a b", "a")]
    [InlineData("key:", "a")]
    [InlineData("key-bin", "a")]
    [InlineData("key", "é")]
    [InlineData("key", "a\r\nb: c")]
    public void Add_KeyOrTextNotAllowed_Fails(string key, string value) =>
        Assert.Throws<ArgumentException>(() => new Metadata().Add(key, value));

    [Fact]
    public void Add_BytesUnderKeyOfText_Fails() =>
        Assert.Throws<ArgumentException>(() => new Metadata().Add("key", [1]));
}
