using System.CommandLine;
using Spectre.Console;
using Triage.Core.Routing.Documents;
using Triage.V1;

namespace Triage.Cli.Policies;

/// <summary>Commands that only read.</summary>
internal static class ReadCommands
{
    private static readonly TimeSpan WatchAgainAfter = TimeSpan.FromSeconds(1);

    public static Command Get(PolicyOptions options)
    {
        Option<int> version = new("--version")
        {
            Description = "Version to get. Default: the published one.",
            HelpName = "N",
        };
        Option<bool> csv = new("--csv") { Description = "Print the matrix as CSV, one row a cell." };
        Option<bool> dmn = new("--dmn") { Description = "Print the matrix as a decision table of DMN 1.3." };
        Option<bool> json = new("--json") { Description = "Print the document." };
        return options.Command(
            "get",
            "Shows a policy: its matrix as a picture, or the document for a file.",
            [version, csv, dmn, json],
            async (parsed, client, name, cancellation) =>
        {
            Policy policy = await client.CallAsync<Policy>(
                "GetPolicy", new GetPolicyRequest { Policy = name, Version = parsed.GetValue(version) }, cancellation);
            PolicyDocument document = PolicyFile.Parse(policy.Document);
            if (parsed.GetValue(json))
            {
                Console.Write(policy.Document);
            }
            else if (parsed.GetValue(csv))
            {
                Console.Write(MatrixCsv.Write(document));
            }
            else if (parsed.GetValue(dmn))
            {
                Console.Write(DmnWriter.Write(document));
            }
            else
            {
                Console.WriteLine($"{policy.Policy_} version {policy.Version.Version}: {document.Name}");
                MatrixPicture.Print(document);
            }
        });
    }

    public static Command History(PolicyOptions options)
    {
        Option<bool> json = JsonOption.Create();
        return options.Command(
            "history", "Lists the versions, newest first.", [json], async (parsed, client, name, cancellation) =>
        {
            ListVersionsResponse history = await client.CallAsync<ListVersionsResponse>(
                "ListVersions", new ListVersionsRequest { Policy = name }, cancellation);
            if (parsed.GetValue(json))
            {
                JsonOption.Print(history.Versions.Select(v => new
                {
                    v.Version,
                    v.PublishedBy,
                    v.Author,
                    PublishedAt = v.PublishedAt.ToDateTimeOffset(),
                    v.BasedOn,
                    v.ModelVersion,
                    v.Comment,
                }));
                return;
            }

            Table table =
                new Table().Border(TableBorder.Minimal).AddColumns("version", "published", "by", "based on", "comment");
            foreach (PolicyVersion v in history.Versions)
            {
                table.AddRow(
                    $"{v.Version}",
                    $"{v.PublishedAt.ToDateTimeOffset():u}",
                    Markup.Escape(v.PublishedBy),
                    $"{v.BasedOn}",
                    Markup.Escape(v.Comment));
            }

            AnsiConsole.Write(table);
        });
    }

    public static Command Watch(PolicyOptions options) => options.Command(
        "watch",
        "Prints a line for every version that is published, until interrupted. Waits while the service is away.",
        [],
        async (_, client, name, cancellation) =>
        {
            string last = "";
            while (true)
            {
                try
                {
                    await foreach (Policy policy in client.WatchAsync(name, cancellation))
                    {
                        string line = Describe(policy);
                        if (line != last)
                        {
                            Console.WriteLine(last = line);
                        }
                    }
                }
                catch (ServerAway) when (last.Length > 0)
                {
                    // It is being restarted, or another replica takes its place.
                }

                await Task.Delay(WatchAgainAfter, cancellation);
            }
        });

    private static string Describe(Policy policy)
    {
        string candidate = policy.Candidate is null
            ? ""
            : $", version {policy.Candidate.Version} "
                + (policy.Rollout.Shadow ? "in shadow" : $"for {policy.Rollout.SharePercent} %");
        return $"{policy.Policy_} version {policy.Version.Version}{candidate}";
    }
}
