using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace Triage.Server.Access;

/// <summary>Finds the callers that tokens stand for. What was found is kept for a while:
/// a signature costs more than a decision.</summary>
internal sealed class TokenReader(IOptions<TokenOptions> options, CallerBook callers, TimeProvider time)
{
    /// <summary>How many are kept; when there are more, all are read anew.</summary>
    private const int MaxKept = 10_000;

    private const int MaxChars = 8_192;

    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(5);

    /// <remarks>Short, because an issuer may have a new key that is not known here yet.</remarks>
    private static readonly TimeSpan BadFor = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<UInt256, Found> _good = new();
    private readonly ConcurrentDictionary<UInt256, Found> _bad = new();

    /// <summary>Finds what is known of a token. Allocates 0 B.</summary>
    /// <returns><see langword="false"/> when nothing is.</returns>
    public bool TryGet(ReadOnlySpan<char> token, out AccessRefusal? refusal, out CallerContext? caller)
    {
        (refusal, caller) = (AccessRefusal.Malformed, null);
        if (token.Length > MaxChars)
        {
            return true;
        }

        UInt256 digest = UInt256.Of(token);
        if (!(_good.TryGetValue(digest, out Found? found) || _bad.TryGetValue(digest, out found))
            || found.Until <= time.GetUtcNow())
        {
            return false;
        }

        (refusal, caller) = (found.Refusal, found.Caller);
        return true;
    }

    /// <summary>Reads the token of a request.</summary>
    public async Task<(AccessRefusal? Refusal, CallerContext? Caller)> ReadAsync(HttpContext http)
    {
        AuthenticateResult result = await http.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        DateTimeOffset now = time.GetUtcNow();
        Found found = result.Succeeded && TokenClaims.TryRead(result.Principal, options.Value, out CallerName name)
            ? new Found(
                null,
                UntilExpiry(callers.Get(name), result.Properties.ExpiresUtc - now),
                Earlier(result.Properties.ExpiresUtc, now + GoodFor))
            : new Found(AccessRefusal.BadToken, null, now + BadFor);
        Keep(found.Refusal is null ? _good : _bad, UInt256.Of(Bearer(http)), found);
        return (found.Refusal, found.Caller);
    }

    /// <remarks>As long as a token is taken, so long is what it opened good: clocks may be a little off.</remarks>
    private CallerContext UntilExpiry(CallerContext caller, TimeSpan? left)
    {
        CancellationTokenSource ended = new();
        ended.EndAfter((left ?? TimeSpan.Zero) + options.Value.ClockSkew);
        return caller with { Ended = ended.Token };
    }

    private static ReadOnlySpan<char> Bearer(HttpContext http) =>
        http.Request.Headers.Authorization.ToString().AsSpan(JwtBearerDefaults.AuthenticationScheme.Length).Trim();

    private static DateTimeOffset Earlier(DateTimeOffset? a, DateTimeOffset b) => a < b ? a.Value : b;

    private static void Keep(ConcurrentDictionary<UInt256, Found> kept, UInt256 digest, Found found)
    {
        if (kept.Count >= MaxKept)
        {
            kept.Clear();
        }

        kept[digest] = found;
    }

    private sealed record Found(AccessRefusal? Refusal, CallerContext? Caller, DateTimeOffset Until);

    /// <summary>The SHA-256 of a token: tokens themselves are not kept.</summary>
    private readonly record struct UInt256(UInt128 High, UInt128 Low)
    {
        public static UInt256 Of(ReadOnlySpan<char> token)
        {
            Span<byte> ascii = stackalloc byte[MaxChars];
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            int length = Encoding.UTF8.TryGetBytes(token, ascii, out int written) ? written : 0;
            SHA256.HashData(ascii[..length], hash);
            return new UInt256(
                System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash),
                System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
        }
    }
}
