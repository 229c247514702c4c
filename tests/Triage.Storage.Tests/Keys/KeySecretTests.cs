using Triage.Storage.Keys;

namespace Triage.Storage.Tests.Keys;

public sealed class KeySecretTests
{
    [Fact]
    public void Create_Twice_DiffersInEverything()
    {
        (string id, string text, SecretHash hash) = KeySecret.Create();
        (string otherId, string otherText, SecretHash other) = KeySecret.Create();
        Assert.Equal(60, text.Length);
        Assert.NotEqual(id, otherId);
        Assert.NotEqual(text[^43..], otherText[^43..]);
        Assert.NotEqual(hash.Salt, other.Salt);
        Assert.NotEqual(hash.Hash, other.Hash);
    }

    [Fact]
    public void Hash_OfTheSameSecretTwice_DiffersByItsSalt()
    {
        SecretHash a = SecretHash.Of("same");
        SecretHash b = SecretHash.Of("same");
        Assert.NotEqual(a.Hash, b.Hash);
        Assert.True(a.Matches("same") && b.Matches("same"));
    }

    [Fact]
    public void Matches_OneCharacterChanged_IsFalse()
    {
        (_, string text, SecretHash hash) = KeySecret.Create();
        string secret = text[^43..];
        Assert.True(hash.Matches(secret));
        for (int i = 0; i < secret.Length; i++)
        {
            char other = secret[i] == 'A' ? 'B' : 'A';
            Assert.False(hash.Matches($"{secret[..i]}{other}{secret[(i + 1)..]}"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("trg_")]
    [InlineData("trg_abcdefghijkl_short")]
    [InlineData("xyz_abcdefghijkl_0123456789012345678901234567890123456789012")]
    [InlineData("trg_abcdefghijkl-0123456789012345678901234567890123456789012")]
    [InlineData("trg_abcdefghijkl_01234567890123456789012345678901234567890123")]
    public void TryParse_NoKey_IsFalse(string text) => Assert.False(KeySecret.TryParse(text, out _, out _));

    [Theory]
    [InlineData("", Roles.Caller, "n", "", "tenant")]
    [InlineData("Acme", Roles.Caller, "n", "", "tenant")]
    [InlineData("acme", Roles.Caller | Roles.Admin, "n", "", "role")]
    [InlineData("acme", Roles.None, "n", "", "role")]
    [InlineData("acme", Roles.Caller, "a\nb", "", "name")]
    [InlineData("acme", Roles.Widget, "n", "", "origins")]
    [InlineData("acme", Roles.Caller, "n", "https://shop.example", "origins")]
    [InlineData("acme", Roles.Widget, "n", "https://shop.example/", "origins")]
    [InlineData("acme", Roles.Widget, "n", "https://*.example/path", "origins")]
    [InlineData("acme", Roles.Widget, "n", "javascript:alert(1)", "origins")]
    public void Validate_BadGrant_NamesTheField(string tenant, Roles role, string name, string origins, string field) =>
        Assert.Equal(
            [field], new KeyGrant(tenant, role, name, origins, null, null).Validate().Select(fault => fault.Field));

    [Fact]
    public void Validate_EverythingBad_NamesAllAtOnce() => Assert.Equal(
        ["tenant", "role", "name", "requests_per_second", "concurrency"],
        new KeyGrant("", Roles.None, "", "", 0, -1).Validate().Select(fault => fault.Field));
}
