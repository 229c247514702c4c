using System.Buffers.Text;
using System.Security.Cryptography;

namespace Triage.Storage.Keys;

/// <summary>An API key as its owner has it: <c>trg_</c>, 12 characters of id, <c>_</c>, 43 characters of
/// secret.</summary>
/// <remarks>The prefix and the fixed length let scanners of repositories find keys that were leaked.</remarks>
public static class KeySecret
{
    public const string Prefix = "trg_";

    /// <summary>256 random bits in base64url.</summary>
    internal const int SecretChars = 43;

    private const int IdChars = 12;
    private const int Chars = 4 + IdChars + 1 + SecretChars;
    private const int SecretBytes = 32;

    /// <summary>Makes a key.</summary>
    /// <returns>Its id, its whole text, which nobody can make again, and what is kept of it.</returns>
    public static (string Id, string Text, SecretHash Hash) Create()
    {
        string id = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz234567", IdChars);
        string secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        return (id, $"{Prefix}{id}_{secret}", SecretHash.Of(secret));
    }

    /// <summary>Takes a key apart. Allocates 0 B.</summary>
    /// <returns><see langword="false"/> when the text is no key.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out ReadOnlySpan<char> id, out ReadOnlySpan<char> secret)
    {
        bool isKey = text.Length == Chars
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && text[Prefix.Length + IdChars] == '_';
        id = isKey ? text.Slice(Prefix.Length, IdChars) : default;
        secret = isKey ? text[^SecretChars..] : default;
        return isKey;
    }
}
