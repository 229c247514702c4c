using System.Data.Common;
using Triage.Storage.Sql;

namespace Triage.Storage.Policies;

public sealed partial class PolicyStore
{
    private static PublishedPolicy ReadPublished(DbDataReader row)
    {
        PolicyKey key = new(row.GetString(0), row.GetString(1));
        Rollout rollout = new((int)row.GetInt64(3), row.GetInt64(4) != 0);
        return new PublishedPolicy(
            key,
            row.GetInt64(2),
            ReadPublishedVersion(row, 5),
            row.IsDBNull(9) ? null : new Candidate(ReadPublishedVersion(row, 9), rollout));
    }

    private static PublishedVersion ReadPublishedVersion(DbDataReader row, int first) => new(
        (int)row.GetInt64(first),
        row.GetString(first + 1),
        SqlInstant.Read(row.GetInt64(first + 2)),
        row.GetString(first + 3));

    private static PolicyVersion ReadVersion(DbDataReader row) => new(
        (int)row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        SqlInstant.Read(row.GetInt64(5)),
        (int)row.GetInt64(6),
        row.GetString(7),
        row.GetString(8));

    private static PolicyDraft ReadDraft(DbDataReader row) => new(
        row.GetString(0),
        new DraftContent(row.GetString(1), row.GetString(2), (int)row.GetInt64(3)),
        row.GetString(4),
        row.GetInt64(5),
        SqlInstant.Read(row.GetInt64(6)),
        row.IsDBNull(7) ? null : row.GetString(7));

    private static AuditEntry ReadAudit(DbDataReader row) => new(
        row.GetInt64(0),
        SqlInstant.Read(row.GetInt64(1)),
        new PolicyKey(row.GetString(2), row.GetString(3)),
        row.GetString(4),
        row.GetString(5),
        row.IsDBNull(6) ? null : row.GetString(6),
        row.IsDBNull(7) ? null : (int)row.GetInt64(7),
        row.GetString(8));
}
