using System.Text.Json;
using Triage.Core.Scoring;

namespace Triage.Core.Routing.Documents;

/// <summary>Reads policy documents from JSON.</summary>
public static partial class PolicyReader
{
    /// <summary>Largest document, in bytes: 1 MiB.</summary>
    public const int MaxBytes = 1_024 * 1_024;

    private const int MaxDepth = 16;

    /// <summary>Reads a document and reports every fault of its form: syntax, types, keys, words.</summary>
    /// <param name="utf8">JSON in UTF-8, at most <see cref="MaxBytes"/>.</param>
    /// <param name="faults">
    /// The faults, in document order; what a document means is checked by <see cref="PolicyValidator"/>.
    /// </param>
    /// <returns>What could be read, with defaults in place of faulty values; null when it is not JSON at all.</returns>
    public static PolicyDocument? Read(ReadOnlyMemory<byte> utf8, out IReadOnlyList<PolicyFault> faults)
    {
        List<PolicyFault> found = [];
        faults = found;
        if (utf8.Length > MaxBytes)
        {
            found.Add(new PolicyFault("$", $"expected at most {MaxBytes} bytes, got {utf8.Length}"));
            return null;
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return Policy(new JsonObjectReader(json.RootElement, "$", found));
        }
        catch (JsonException e)
        {
            found.Add(new PolicyFault(
                "$",
                $"not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}, "
                + $"or nested deeper than {MaxDepth}"));
            return null;
        }
    }

    private static PolicyDocument Policy(JsonObjectReader json)
    {
        PolicyDocument defaults = new();
        PolicyDocument policy = new()
        {
            Name = json.Text("name", isRequired: true) ?? "",
            Scale = (Scale)(json.Choice("scale", Names.Scales) ?? 0),
            Scoring = Scoring(json.Object("scoring")),
            Channels = [.. json.Objects("channels", isRequired: true).Select(Channel)],
            Matrix = Matrix(json.Object("matrix", isRequired: true)),
            Attributes = Attributes(json.Object("attributes")),
            Overrides = [.. json.Objects("overrides").Select(Override)],
            Fallback = json.TextArray("fallback"),
            ClarifyBelow = json.Number("clarifyBelow") ?? defaults.ClarifyBelow,
            PersonBelow = json.Number("personBelow") ?? defaults.PersonBelow,
            Currency = json.Text("currency") ?? defaults.Currency,
            LongestWaitMinutes = Waits(json.Object("longestWaitMinutes")),
            SwitchMinutes = json.Number("switchMinutes") ?? defaults.SwitchMinutes,
            QuietHours = json.Text("quietHours"),
            Guidance = Guidance(json.Object("guidance")),
            Workflows = Workflows(json.Object("workflows")),
            Targets = Targets(json.Object("targets")),
        };
        json.Close();
        return policy;
    }

    private static ValueList<DimensionDocument> Scoring(JsonObjectReader? json)
    {
        List<DimensionDocument> dimensions = [];
        foreach (Dimension dimension in Enum.GetValues<Dimension>())
        {
            if (json?.Object(dimension.Key()) is JsonObjectReader part)
            {
                dimensions.Add(new DimensionDocument(
                    dimension, part.Numbers("cutPoints"), Criteria(part.Object("criteria"), dimension)));
                part.Close();
            }
        }

        json?.Close();
        return [.. dimensions];
    }

    private static ValueList<CriterionDocument> Criteria(JsonObjectReader? json, Dimension dimension)
    {
        List<CriterionDocument> criteria = [];
        foreach (Criterion criterion in Enum.GetValues<Criterion>().Where(c => c.Dimension() == dimension))
        {
            if (json?.Object(criterion.Key()) is JsonObjectReader part)
            {
                criteria.Add(new CriterionDocument(criterion, part.Number("weight"), part.Flag("decisive")));
                part.Close();
            }
        }

        json?.Close();
        return [.. criteria];
    }

    private static ValueList<CellDocument> Matrix(JsonObjectReader? json)
    {
        List<CellDocument> cells = [];
        for (int i = 0; i < Cell.Count; i++)
        {
            Cell cell = Cell.At(i);
            if (json?.Object(cell.ToString()) is JsonObjectReader part)
            {
                cells.Add(new CellDocument(
                    cell,
                    part.Text("primary", isRequired: true) ?? "",
                    part.Text("secondary"),
                    part.Text("why", isRequired: true) ?? ""));
                part.Close();
            }
        }

        json?.Close();
        return [.. cells];
    }

    private static ValueList<AttributeDocument> Attributes(JsonObjectReader? json) => json is null
        ? []
        : [.. json.Keys.ToArray().Select(name => new AttributeDocument(name, json.TextArray(name)))];

    private static WaitsDocument Waits(JsonObjectReader? json)
    {
        WaitsDocument waits = new(json?.Number("low"), json?.Number("medium"), json?.Number("high"));
        json?.Close();
        return waits;
    }

    private static ValueList<GuidanceDocument> Guidance(JsonObjectReader? json)
    {
        List<GuidanceDocument> guidance = [];
        foreach (Job job in Enum.GetValues<Job>())
        {
            if (json?.Text(job.Key()) is string text)
            {
                guidance.Add(new GuidanceDocument(job, text));
            }
        }

        json?.Close();
        return [.. guidance];
    }

    private static TargetsDocument Targets(JsonObjectReader? json)
    {
        TargetsDocument targets = new(
            json?.Number("csat"),
            json?.Number("ces"),
            json?.Number("nps"),
            json?.Number("fcr"),
            json?.Number("medianMinutesToResolve"));
        json?.Close();
        return targets;
    }
}
