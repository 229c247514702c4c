using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Triage.Core.Scoring;

namespace Triage.Core.Routing.Documents;

/// <summary>Writes policy documents as JSON, always the same bytes for the same document.</summary>
public static partial class PolicyWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// Writes a document: keys in the order of the documentation, defaults left out, two spaces of indent.
    /// </summary>
    /// <returns>JSON in UTF-8 that <see cref="PolicyReader"/> reads back as an equal document.</returns>
    public static byte[] Write(PolicyDocument policy)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Options))
        {
            Policy(json, policy);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Policy(Utf8JsonWriter json, PolicyDocument policy)
    {
        json.WriteStartObject();
        json.WriteString("name", policy.Name);
        json.WriteString("scale", Names.Scales[(int)policy.Scale]);
        Scoring(json, policy.Scoring);
        Array(json, "channels", policy.Channels, Channel);
        json.WriteStartObject("matrix");
        foreach (CellDocument cell in policy.Matrix)
        {
            json.WriteStartObject(cell.Cell.ToString());
            Targets(json, cell.Primary, cell.Secondary, cell.Why);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (policy.Attributes.Count > 0)
        {
            json.WriteStartObject("attributes");
            foreach (AttributeDocument attribute in policy.Attributes)
            {
                Texts(json, attribute.Name, attribute.Values, alwaysArray: true);
            }

            json.WriteEndObject();
        }

        if (policy.Overrides.Count > 0)
        {
            Array(json, "overrides", policy.Overrides, Override);
        }

        Texts(json, "fallback", policy.Fallback, alwaysArray: true);
        json.WriteNumber("clarifyBelow", policy.ClarifyBelow);
        json.WriteNumber("personBelow", policy.PersonBelow);
        json.WriteString("currency", policy.Currency);
        Waits(json, policy.LongestWaitMinutes);
        if (policy.SwitchMinutes != 0)
        {
            json.WriteNumber("switchMinutes", policy.SwitchMinutes);
        }

        Text(json, "quietHours", policy.QuietHours);
        Guidance(json, policy.Guidance);
        Workflows(json, policy.Workflows);
        Targets(json, policy.Targets);
        json.WriteEndObject();
    }

    private static void Scoring(Utf8JsonWriter json, ValueList<DimensionDocument> scoring)
    {
        if (scoring.Count == 0)
        {
            return;
        }

        json.WriteStartObject("scoring");
        foreach (DimensionDocument dimension in scoring)
        {
            json.WriteStartObject(dimension.Dimension.Key());
            if (dimension.CutPoints.Count > 0)
            {
                Array(json, "cutPoints", dimension.CutPoints, static (json, cut) => json.WriteNumberValue(cut));
            }

            if (dimension.Criteria.Count > 0)
            {
                json.WriteStartObject("criteria");
                foreach (CriterionDocument criterion in dimension.Criteria)
                {
                    json.WriteStartObject(criterion.Criterion.Key());
                    Number(json, "weight", criterion.Weight);
                    if (criterion.Decisive is bool decisive)
                    {
                        json.WriteBoolean("decisive", decisive);
                    }

                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Targets(Utf8JsonWriter json, string primary, string? secondary, string why)
    {
        json.WriteString("primary", primary);
        Text(json, "secondary", secondary);
        json.WriteString("why", why);
    }

    private static void Waits(Utf8JsonWriter json, WaitsDocument waits)
    {
        if (waits == new WaitsDocument())
        {
            return;
        }

        json.WriteStartObject("longestWaitMinutes");
        Number(json, "low", waits.Low);
        Number(json, "medium", waits.Medium);
        Number(json, "high", waits.High);
        json.WriteEndObject();
    }

    private static void Guidance(Utf8JsonWriter json, ValueList<GuidanceDocument> guidance)
    {
        if (guidance.Count == 0)
        {
            return;
        }

        json.WriteStartObject("guidance");
        foreach (GuidanceDocument entry in guidance)
        {
            json.WriteString(entry.Job.Key(), entry.Text);
        }

        json.WriteEndObject();
    }

    private static void Targets(Utf8JsonWriter json, TargetsDocument targets)
    {
        if (targets == new TargetsDocument())
        {
            return;
        }

        json.WriteStartObject("targets");
        Number(json, "csat", targets.Csat);
        Number(json, "ces", targets.Ces);
        Number(json, "nps", targets.Nps);
        Number(json, "fcr", targets.Fcr);
        Number(json, "medianMinutesToResolve", targets.MedianMinutesToResolve);
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string key, string? value)
    {
        if (value is not null)
        {
            json.WriteString(key, value);
        }
    }

    private static void Number(Utf8JsonWriter json, string key, double? value)
    {
        if (value is double number)
        {
            json.WriteNumber(key, number);
        }
    }

    private static void Instant(Utf8JsonWriter json, string key, DateTimeOffset? value) =>
        Text(json, key, value?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    private static void Texts(Utf8JsonWriter json, string key, IEnumerable<string> values, bool alwaysArray = false) =>
        OneOrMore(json, key, [.. values], static (json, value) => json.WriteStringValue(value), alwaysArray);

    /// <summary>Writes nothing for an empty list, and one value bare unless it is to be an array always.</summary>
    private static void OneOrMore<T>(
        Utf8JsonWriter json, string key, ValueList<T> values, Action<Utf8JsonWriter, T> write, bool alwaysArray = false)
    {
        if (values.Count == 1 && !alwaysArray)
        {
            json.WritePropertyName(key);
            write(json, values[0]);
        }
        else if (values.Count > 0)
        {
            Array(json, key, values, write);
        }
    }

    private static void Array<T>(
        Utf8JsonWriter json, string key, IEnumerable<T> values, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(key);
        foreach (T value in values)
        {
            write(json, value);
        }

        json.WriteEndArray();
    }
}
