using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Triage.EndToEnd.Tests.Access;

/// <summary>An OpenID Connect issuer on loopback: its configuration, its keys, and the tokens that it makes.</summary>
internal sealed class Issuer : IDisposable
{
    public const string Audience = "triage";

    private readonly HttpListener _listener = new();
    private readonly RSA _rsa = RSA.Create(2_048);

    public Issuer()
    {
        Address = $"http://127.0.0.1:{Storage.Tests.Support.ServerProcess.FreePort()}";
        _listener.Prefixes.Add($"{Address}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    public static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Gets claims that are good; a test changes one.</summary>
    public Dictionary<string, object> Claims => new()
    {
        ["iss"] = Address,
        ["aud"] = Audience,
        ["sub"] = "ann@acme.example",
        ["tenant"] = "acme",
        ["roles"] = new[] { "triage-users" },
        ["nbf"] = Now - 60,
        ["exp"] = Now + 600,
    };

    /// <summary>Makes a token that this issuer signed.</summary>
    public string Sign(IReadOnlyDictionary<string, object> claims) =>
        Sign(
            new { alg = "RS256", typ = "JWT", kid = "1" },
            claims,
            bytes => _rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>Makes a token with another header and signature.</summary>
    public static string Sign(object header, IReadOnlyDictionary<string, object> claims, Func<byte[], byte[]> sign)
    {
        string body = Encode(JsonSerializer.SerializeToUtf8Bytes(header))
            + "." + Encode(JsonSerializer.SerializeToUtf8Bytes(claims));
        return $"{body}.{Encode(sign(Encoding.ASCII.GetBytes(body)))}";
    }

    /// <summary>The key that everybody knows.</summary>
    public byte[] PublicKeyPem() => Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem());

    public void Dispose()
    {
        _listener.Close();
        _rsa.Dispose();
    }

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private async Task ServeAsync()
    {
        RSAParameters key = _rsa.ExportParameters(includePrivateParameters: false);
        while (_listener.IsListening)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                object answer = context.Request.Url!.AbsolutePath == "/keys"
                    ? new
                    {
                        keys = new[]
                        {
                            new
                            {
                                kty = "RSA",
                                use = "sig",
                                kid = "1",
                                alg = "RS256",
                                n = Encode(key.Modulus!),
                                e = Encode(key.Exponent!),
                            },
                        },
                    }
                    : new { issuer = Address, jwks_uri = $"{Address}/keys" };
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(answer));
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
