using System.CommandLine;
using Triage.V1;

namespace Triage.Cli.Policies;

/// <summary>Commands that change what a service holds.</summary>
internal static class ChangeCommands
{
    public static Command Put(PolicyOptions options)
    {
        Argument<FileInfo> file = new("file") { Description = "Policy document (.json) or matrix (.csv, .dmn)." };
        Option<string> comment = new("--comment")
        {
            Description = "What the change is for.",
            DefaultValueFactory = _ => "",
        };
        Option<int> basedOn = new("--base")
        {
            Description = "The version that the file was made from: if another is published when the draft is, "
                + "publishing refuses and shows the difference. Default: the published one.",
            HelpName = "N",
        };
        return options.Command(
            "put",
            "Keeps a file as a draft.",
            [file, comment, basedOn],
            async (parsed, client, name, cancellation) =>
        {
            FileInfo path = parsed.GetRequiredValue(file);
            Draft draft = await client.CallAsync<Draft>(
                "CreateDraft",
                new CreateDraftRequest
                {
                    Policy = name,
                    Document = await PolicyFile.ReadAsync(
                        path, () => PolicyOptions.PublishedAsync(client, name, cancellation)),
                    Comment = parsed.GetRequiredValue(comment),
                    BaseVersion = parsed.GetValue(basedOn),
                },
                cancellation);
            Console.WriteLine(draft.Id);
        });
    }

    public static Command Publish(PolicyOptions options)
    {
        Argument<string> draft = new("draft") { Description = "Id of the draft, as put printed it." };
        Option<string[]> accept = new("--accept")
        {
            Description = "Name of a warning of the lint that is meant so.",
            HelpName = "WARNING",
        };
        Option<int?> share = new("--share")
        {
            Description = "Only for so many percent of the conversations, 0 to 100.",
            HelpName = "PERCENT",
        };
        Option<bool> shadow = new("--shadow")
        {
            Description = "Decide beside the published version, counted and not returned.",
        };
        return options.Command(
            "publish",
            "Publishes a draft as the next version.",
            [draft, accept, share, shadow],
            async (parsed, client, name, cancellation) =>
        {
            Draft seen = await PolicyOptions.DraftAsync(
                client, name, parsed.GetRequiredValue(draft), cancellation);
            Policy policy = await client.CallAsync<Policy>(
                "PublishDraft",
                new PublishDraftRequest
                {
                    Policy = name,
                    Id = seen.Id,
                    Etag = seen.Etag,
                    AcceptedWarnings = { parsed.GetValue(accept) ?? [] },
                    Rollout = new Rollout
                    {
                        SharePercent = parsed.GetValue(share) ?? 100,
                        Shadow = parsed.GetValue(shadow),
                    },
                },
                cancellation);
            Print(policy);
        });
    }

    public static Command EndRollout(PolicyOptions options, string name, string description, bool promote)
    {
        Argument<int> version = new("version") { Description = "The version that is being tried." };
        return options.Command(name, description, [version], async (parsed, client, policy, cancellation) =>
            Print(await client.CallAsync<Policy>(
                "EndRollout",
                new EndRolloutRequest
                {
                    Policy = policy,
                    Version = parsed.GetRequiredValue(version),
                    Promote = promote,
                },
                cancellation)));
    }

    public static Command Rollback(PolicyOptions options)
    {
        Argument<int> version = new("version") { Description = "The version to return to." };
        return options.Command(
            "rollback",
            "Publishes an old version again, as the next one.",
            [version],
            async (parsed, client, name, cancellation) =>
        {
            Policy seen = await PolicyOptions.PublishedAsync(client, name, cancellation);
            Print(await client.CallAsync<Policy>(
                "Rollback",
                new RollbackRequest { Policy = name, Version = parsed.GetRequiredValue(version), Etag = seen.Etag },
                cancellation));
        });
    }

    private static void Print(Policy policy) => Console.WriteLine(policy.Candidate is null
        ? $"{policy.Policy_} version {policy.Version.Version} is published"
        : $"{policy.Policy_} version {policy.Candidate.Version} is being tried beside version "
            + $"{policy.Version.Version}");
}
