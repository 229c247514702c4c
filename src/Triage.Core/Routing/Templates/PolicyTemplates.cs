using System.Text;
using System.Text.Json.Nodes;
using Triage.Core.Routing.Documents;

namespace Triage.Core.Routing.Templates;

/// <summary>Complete policies to start from, one an industry.</summary>
/// <remarks>
/// "technology" is <see cref="DefaultPolicy"/>. The others say where they differ from it, and why, as a JSON merge
/// patch (RFC 7396) in which channels go by id; their overrides replace those of the default.
/// </remarks>
public static class PolicyTemplates
{
    private const string Technology = "technology";

    /// <summary>Gets the names of the templates.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [Technology, "retail-bank", "e-commerce", "telecom", "airline", "health-care", "public-services"];

    /// <summary>Gets a template.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <returns>JSON in UTF-8, as <see cref="PolicyWriter"/> writes it.</returns>
    /// <exception cref="ArgumentException">There is no such template.</exception>
    public static ReadOnlyMemory<byte> Json(string name)
    {
        if (!Names.Contains(name, StringComparer.Ordinal))
        {
            throw new ArgumentException(
                $"template: expected one of {string.Join(", ", Names)}, got '{name}'", nameof(name));
        }

        if (name == Technology)
        {
            return DefaultPolicy.Json;
        }

        JsonObject policy = JsonNode.Parse(DefaultPolicy.Json.Span)!.AsObject();
        JsonObject patch = JsonNode.Parse(Resources.Read($"{name}.json"))!.AsObject();
        PatchChannels(policy["channels"]!.AsArray(), patch["channels"]!.AsObject());
        patch.Remove("channels");
        Patch(policy, patch);
        byte[] merged = Encoding.UTF8.GetBytes(policy.ToJsonString());
        return PolicyReader.Read(merged, out IReadOnlyList<PolicyFault> faults) is PolicyDocument document
            && faults.Count == 0
            ? PolicyWriter.Write(document)
            : throw new InvalidOperationException($"template {name}: {string.Join("; ", faults)}");
    }

    private static void PatchChannels(JsonArray channels, JsonObject patch)
    {
        foreach (JsonObject channel in channels.Select(channel => channel!.AsObject()))
        {
            if (patch[channel["id"]!.GetValue<string>()] is JsonObject changes)
            {
                Patch(channel, changes);
            }
        }
    }

    private static void Patch(JsonObject target, JsonObject patch)
    {
        foreach ((string key, JsonNode? value) in patch)
        {
            if (value is JsonObject inner && target[key] is JsonObject old)
            {
                Patch(old, inner);
            }
            else if (value is null)
            {
                target.Remove(key);
            }
            else
            {
                target[key] = value.DeepClone();
            }
        }
    }
}
