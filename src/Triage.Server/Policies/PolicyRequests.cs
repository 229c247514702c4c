using System.Buffers;
using System.Globalization;
using Triage.Rpc;
using Triage.Server.Access;
using Triage.Server.Decisions;
using Triage.Storage.Policies;

namespace Triage.Server.Policies;

/// <summary>Checks the fields that policy requests share.</summary>
internal static class PolicyRequests
{
    private const int MaxNameChars = 64;
    private const int MaxCommentChars = 1_000;
    private const int MaxLimit = 1_000;
    private const int DefaultLimit = 100;

    private static readonly SearchValues<char> NameChars =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Names a policy of the caller's tenant.</summary>
    public static PolicyKey Key(ServerCallContext context, string policy)
    {
        if (policy.Length > MaxNameChars || policy.AsSpan().ContainsAnyExcept(NameChars))
        {
            throw PolicyErrors.Invalid("policy", $"expected 1 to {MaxNameChars} characters of a-z, 0-9, '-' and '_'");
        }

        return new PolicyKey(context.GetCaller().Tenant, PolicyName.Of(policy));
    }

    public static long Etag(string etag) =>
        long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out long seen)
            ? seen
            : throw PolicyErrors.Invalid(
                "etag", $"expected the etag that was seen, got {(etag.Length == 0 ? "none" : "something else")}");

    public static string Draft(string id) => id.Length > 0
        ? id
        : throw PolicyErrors.Invalid("id", "expected the id of a draft, got none");

    public static string Comment(string comment) => comment.Length <= MaxCommentChars
        ? comment
        : throw PolicyErrors.Invalid("comment", $"expected at most {MaxCommentChars} characters, got {comment.Length}");

    public static int Limit(int limit) => limit is >= 0 and <= MaxLimit
        ? limit == 0 ? DefaultLimit : limit
        : throw PolicyErrors.Invalid("limit", $"expected 1 to {MaxLimit}, got {limit}");

    public static T NotNegative<T>(string field, T number)
        where T : System.Numerics.INumber<T> =>
        number >= T.Zero ? number : throw PolicyErrors.Invalid(field, $"expected 0 or more, got {number}");

    public static Rollout Rollout(V1.Rollout? rollout)
    {
        if (rollout is null)
        {
            return Storage.Policies.Rollout.Full;
        }

        return rollout.SharePercent is >= 0 and <= 100
            ? new Rollout(rollout.SharePercent, rollout.Shadow)
            : throw PolicyErrors.Invalid("rollout.share_percent", $"expected 0 to 100, got {rollout.SharePercent}");
    }
}
