using Microsoft.Extensions.Options;
using Triage.Server.Access;
using Triage.Storage.Keys;

namespace Triage.Server.Tests.Access;

public sealed class KeyRingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly KeyRing _ring = new(new LimitBook(Options.Create(new LimitOptions())), TimeProvider.System);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Caller_OfAKeyThatIsRevokedOrExpires_Ends(bool isRevoked)
    {
        (string id, string text, SecretHash hash) = KeySecret.Create();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        KeyGrant grant = new("acme", Roles.Analyst, "ann", "", null, null);
        ApiKey key = new(id, grant, hash, now, "root", now.AddHours(1), null, 1);
        _ring.Offer(key);
        Assert.Null(_ring.Authenticate(text, "", out CallerContext? caller));
        Assert.False(caller!.Ended.IsCancellationRequested);

        _ring.Offer(isRevoked
            ? key with { RevokedAt = now, Revision = 2 }
            : key with { ExpiresAt = TimeProvider.System.GetUtcNow().AddMilliseconds(50), Revision = 2 });

        TaskCompletionSource ended = new();
        using CancellationTokenRegistration registration = caller.Ended.Register(ended.SetResult);
        await ended.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }
}
