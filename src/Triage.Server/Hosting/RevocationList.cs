using System.Collections.Frozen;
using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Triage.Server.Hosting;

/// <summary>The client certificates that their authorities have revoked. A list counts until another takes its place,
/// also when its own time is over. Source: RFC 5280, section 5.</summary>
internal sealed class RevocationList
{
    private const string PemLabel = "X509 CRL"; // RFC 7468, 7

    // RFC 8017, appendix C, and RFC 5758, 3.2
    private static readonly FrozenDictionary<string, HashAlgorithmName> Hashes =
        new Dictionary<string, HashAlgorithmName>(StringComparer.Ordinal)
        {
            ["1.2.840.113549.1.1.11"] = HashAlgorithmName.SHA256,
            ["1.2.840.113549.1.1.12"] = HashAlgorithmName.SHA384,
            ["1.2.840.113549.1.1.13"] = HashAlgorithmName.SHA512,
            ["1.2.840.10045.4.3.2"] = HashAlgorithmName.SHA256,
            ["1.2.840.10045.4.3.3"] = HashAlgorithmName.SHA384,
            ["1.2.840.10045.4.3.4"] = HashAlgorithmName.SHA512,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenSet<string> _revoked;

    /// <param name="file">One list in DER, its bytes as Latin-1, or one or more in PEM.</param>
    /// <param name="authorities">Who may have signed them.</param>
    /// <exception cref="CryptographicException">It is no list, or no authority's.</exception>
    public RevocationList(string file, X509Certificate2Collection authorities)
    {
        List<string> revoked = [];
        try
        {
            foreach (byte[] list in ListsIn(file))
            {
                Read(list, authorities, revoked);
            }
        }
        catch (AsnContentException e)
        {
            throw new CryptographicException("the list of revoked certificates is none", e);
        }

        _revoked = revoked.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Names a certificate by its issuer and serial number.</summary>
    public static string KeyOf(X509Certificate2 certificate) =>
        KeyOf(certificate.IssuerName.RawData, certificate.SerialNumberBytes.Span);

    /// <param name="key">What <see cref="KeyOf(X509Certificate2)"/> tells.</param>
    public bool Contains(string key) => _revoked.Contains(key);

    private static string KeyOf(ReadOnlySpan<byte> issuer, ReadOnlySpan<byte> serial) =>
        $"{new BigInteger(serial, isBigEndian: true):x} {Convert.ToHexString(issuer)}";

    private static List<byte[]> ListsIn(string file)
    {
        List<byte[]> lists = [];
        ReadOnlySpan<char> rest = file;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            if (rest[fields.Label].SequenceEqual(PemLabel))
            {
                lists.Add(Convert.FromBase64String(rest[fields.Base64Data].ToString()));
            }

            rest = rest[fields.Location.End..];
        }

        return lists.Count > 0 ? lists : [Encoding.Latin1.GetBytes(file)];
    }

    private static void Read(byte[] list, X509Certificate2Collection authorities, List<string> revoked)
    {
        AsnReader signed = new AsnReader(list, AsnEncodingRules.DER).ReadSequence();
        byte[] content = signed.PeekEncodedValue().ToArray();
        AsnReader fields = signed.ReadSequence();
        string algorithm = signed.ReadSequence().ReadObjectIdentifier();
        byte[] signature = signed.ReadBitString(out _);
        if (fields.PeekTag() == Asn1Tag.Integer)
        {
            fields.ReadInteger();
        }

        fields.ReadSequence();
        byte[] issuer = fields.ReadEncodedValue().ToArray();
        if (!Hashes.TryGetValue(algorithm, out HashAlgorithmName hash)
            || !authorities.Any(authority => authority.SubjectName.RawData.AsSpan().SequenceEqual(issuer)
                && IsSignedBy(authority, content, signature, hash)))
        {
            throw new CryptographicException("the list of revoked certificates is signed by none of the authorities");
        }

        // When it was made, and when the next is to come.
        while (fields.HasData && (fields.PeekTag() == Asn1Tag.UtcTime || fields.PeekTag() == Asn1Tag.GeneralizedTime))
        {
            fields.ReadEncodedValue();
        }

        if (fields.HasData && fields.PeekTag() == Asn1Tag.Sequence)
        {
            AsnReader entries = fields.ReadSequence();
            while (entries.HasData)
            {
                revoked.Add(KeyOf(issuer, entries.ReadSequence().ReadIntegerBytes().Span));
            }
        }
    }

    private static bool IsSignedBy(
        X509Certificate2 authority, byte[] content, byte[] signature, HashAlgorithmName hash)
    {
        using RSA? rsa = authority.GetRSAPublicKey();
        using ECDsa? ecdsa = authority.GetECDsaPublicKey();
        return rsa?.VerifyData(content, signature, hash, RSASignaturePadding.Pkcs1)
            ?? ecdsa?.VerifyData(content, signature, hash, DSASignatureFormat.Rfc3279DerSequence)
            ?? false;
    }
}
