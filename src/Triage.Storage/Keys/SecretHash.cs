using System.Security.Cryptography;
using System.Text;

namespace Triage.Storage.Keys;

/// <summary>What is kept of a secret: SHA-256 of a random salt and the secret.</summary>
/// <param name="Salt">16 bytes, base64.</param>
/// <param name="Hash">32 bytes, base64.</param>
/// <remarks>
/// One round is enough: slow hashes protect passwords, which can be guessed; a secret here is 256 random bits, which
/// cannot, and each round more would be paid by every call. The salt keeps equal secrets from looking equal.
/// </remarks>
public sealed record SecretHash(string Salt, string Hash)
{
    private const int SaltBytes = 16;

    /// <summary>Hashes a secret with a new salt.</summary>
    public static SecretHash Of(ReadOnlySpan<char> secret)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Compute(salt, secret, hash);
        return new SecretHash(Convert.ToBase64String(salt), Convert.ToBase64String(hash));
    }

    /// <summary>Tells whether this is the hash of a secret, in a time that says nothing about it. Allocates 0
    /// B.</summary>
    public bool Matches(ReadOnlySpan<char> secret)
    {
        Span<byte> salt = stackalloc byte[SaltBytes];
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (!Convert.TryFromBase64String(Salt, salt, out int saltBytes) || saltBytes != SaltBytes
            || !Convert.TryFromBase64String(Hash, expected, out int hashBytes) || hashBytes != SHA256.HashSizeInBytes)
        {
            return false;
        }

        Compute(salt, secret, hash);
        return CryptographicOperations.FixedTimeEquals(hash, expected);
    }

    /// <param name="salt">16 bytes.</param>
    /// <param name="secret">43 characters; others than ASCII count as '?', which no secret has.</param>
    /// <param name="hash">32 bytes, written.</param>
    private static void Compute(ReadOnlySpan<byte> salt, ReadOnlySpan<char> secret, Span<byte> hash)
    {
        Span<byte> salted = stackalloc byte[SaltBytes + KeySecret.SecretChars];
        salt.CopyTo(salted);
        Encoding.ASCII.GetBytes(secret, salted[SaltBytes..]);
        SHA256.HashData(salted, hash);
    }
}
