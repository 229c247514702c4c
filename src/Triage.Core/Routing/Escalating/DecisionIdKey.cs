namespace Triage.Core.Routing.Escalating;

/// <summary>A key that signs decision ids.</summary>
public sealed class DecisionIdKey
{
    /// <summary>Shortest secret, in bytes.</summary>
    public const int MinSecretBytes = 32;

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
        Secret = secret.ToArray();
    }

    public byte Id { get; }

    internal byte[] Secret { get; }

    /// <summary>Returns the number of the key, never its secret.</summary>
    public override string ToString() => $"key {Id}";
}
