using System.CommandLine;
using System.Globalization;
using Triage.Core.Routing.Documents;
using Triage.Core.Routing.Lint;
using Triage.V1;

namespace Triage.Cli.Policies;

/// <summary>Commands that check and compare; nothing is changed.</summary>
internal static class CheckCommands
{
    public static Command Validate(PolicyOptions options)
    {
        Argument<FileInfo> file = FileArgument();
        return options.Command(
            "validate",
            "Names every fault of a document. A matrix is checked within the published policy.",
            [file],
            async (parsed, client, name, cancellation) =>
        {
            FileInfo path = parsed.GetRequiredValue(file);
            PolicyFile.Check(
                await PolicyFile.ReadAsync(path, () => PolicyOptions.PublishedAsync(client, name, cancellation)), path);
            Console.WriteLine($"{path}: no fault");
        });
    }

    public static Command Lint(PolicyOptions options)
    {
        Argument<FileInfo> file = FileArgument();
        return options.Command(
            "lint",
            "Names what a document without faults may still get wrong.",
            [file],
            async (parsed, client, name, cancellation) =>
        {
            FileInfo path = parsed.GetRequiredValue(file);
            PolicyDocument document = PolicyFile.Check(
                await PolicyFile.ReadAsync(path, () => PolicyOptions.PublishedAsync(client, name, cancellation)), path);
            IReadOnlyList<PolicyFinding> findings = PolicyLint.Check(document);
            foreach (PolicyFinding finding in findings)
            {
                Console.WriteLine($"{finding.Name} {string.Join(' ', finding.Cells)}: {finding.Message}");
            }

            Console.WriteLine($"{path}: {findings.Count} warnings");
        });
    }

    public static Command Diff(PolicyOptions options)
    {
        Argument<string> from = new("from")
        {
            Description = "A file, the number of a version, the id of a draft, or 'published'.",
        };
        Argument<string> to = new("to") { Description = "The same." };
        return options.Command(
            "diff",
            "Shows what differs between two documents: cells before and after, then all values.",
            [from, to],
            async (parsed, client, name, cancellation) =>
        {
            PolicyChoice after = await ChooseAsync(parsed.GetRequiredValue(to));
            DiffPoliciesRequest request = new()
            {
                Policy = name,
                From = await ChooseAsync(parsed.GetRequiredValue(from)),
                To = after,
            };
            DiffPoliciesResponse difference =
                await client.CallAsync<DiffPoliciesResponse>("DiffPolicies", request, cancellation);
            if (difference.Cells.Count > 0)
            {
                MatrixPicture.Print(await DocumentAsync(after), difference.Cells);
            }

            foreach (ValueChange value in difference.Values)
            {
                Console.WriteLine(value.Path);
                Print("-", value.Before);
                Print("+", value.After);
            }

            Console.WriteLine($"{difference.Cells.Count} cells and {difference.Values.Count} values differ");

            async Task<PolicyChoice> ChooseAsync(string text) =>
                File.Exists(text)
                    ? new PolicyChoice
                    {
                        Document = await PolicyFile.ReadAsync(
                            new FileInfo(text), () => PolicyOptions.PublishedAsync(client, name, cancellation)),
                    }
                : text == "published" ? new PolicyChoice()
                : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int version)
                    ? new PolicyChoice { Version = version }
                : new PolicyChoice { Draft = text };

            async Task<PolicyDocument> DocumentAsync(PolicyChoice choice) => PolicyFile.Parse(choice.ChoiceCase switch
            {
                PolicyChoice.ChoiceOneofCase.Document => choice.Document,
                PolicyChoice.ChoiceOneofCase.Draft =>
                    (await PolicyOptions.DraftAsync(client, name, choice.Draft, cancellation)).Document,
                _ => (await client.CallAsync<Policy>(
                    "GetPolicy",
                    new GetPolicyRequest { Policy = name, Version = choice.Version },
                    cancellation)).Document,
            });
        });
    }

    private static void Print(string sign, string json)
    {
        if (json.Length > 0)
        {
            Console.WriteLine($"  {sign} {json}");
        }
    }

    private static Argument<FileInfo> FileArgument() =>
        new("file") { Description = "Policy document (.json) or matrix (.csv, .dmn)." };
}
