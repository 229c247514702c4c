using System.Text.Json;
using Triage.V1;

namespace Triage.Server.Policies;

/// <summary>Tells what differs between two documents.</summary>
internal static class PolicyDiff
{
    /// <summary>Compares two documents that are JSON objects; channels and overrides by id.</summary>
    public static DiffPoliciesResponse Compare(string before, string after)
    {
        using JsonDocument old = JsonDocument.Parse(before);
        using JsonDocument now = JsonDocument.Parse(after);
        DiffPoliciesResponse response = new();
        Compare("$", old.RootElement, now.RootElement, response);
        Cells(old.RootElement, now.RootElement, response);
        return response;
    }

    /// <summary>Says in one line what differs.</summary>
    public static string Describe(DiffPoliciesResponse difference) =>
        string.Join(
            "; ", difference.Values.Select(value => $"{value.Path}: {Show(value.Before)} -> {Show(value.After)}"));

    private static string Show(string json) => json.Length == 0 ? "nothing" : json;

    private static void Compare(string path, JsonElement before, JsonElement after, DiffPoliciesResponse response)
    {
        if (before.ValueKind == JsonValueKind.Object && after.ValueKind == JsonValueKind.Object)
        {
            Compare(path, ".", "", Members(before), Members(after), response);
        }
        else if (ById(before) is { } old && ById(after) is { } now)
        {
            Compare(path, "[", "]", old, now, response);
        }
        else if (!JsonElement.DeepEquals(before, after))
        {
            response.Values.Add(
                new ValueChange { Path = path, Before = before.GetRawText(), After = after.GetRawText() });
        }
    }

    private static void Compare(
        string path,
        string open,
        string close,
        Dictionary<string, JsonElement> before,
        Dictionary<string, JsonElement> after,
        DiffPoliciesResponse response)
    {
        foreach (string key in before.Keys.Union(after.Keys))
        {
            string inner = $"{path}{open}{key}{close}";
            bool was = before.TryGetValue(key, out JsonElement old);
            bool isThere = after.TryGetValue(key, out JsonElement now);
            if (was && isThere)
            {
                Compare(inner, old, now, response);
            }
            else
            {
                response.Values.Add(new ValueChange
                {
                    Path = inner,
                    Before = was ? old.GetRawText() : "",
                    After = isThere ? now.GetRawText() : "",
                });
            }
        }
    }

    private static Dictionary<string, JsonElement> Members(JsonElement json) =>
        json.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);

    /// <returns>The items by id; null when it is no array of things with ids of their own.</returns>
    private static Dictionary<string, JsonElement>? ById(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        Dictionary<string, JsonElement> items = new(StringComparer.Ordinal);
        foreach (JsonElement item in json.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("id", out JsonElement id)
                || id.GetString() is not string name || !items.TryAdd(name, item))
            {
                return null;
            }
        }

        return items;
    }

    private static void Cells(JsonElement before, JsonElement after, DiffPoliciesResponse response)
    {
        Dictionary<string, JsonElement> old = Members(before.GetProperty("matrix"));
        Dictionary<string, JsonElement> now = Members(after.GetProperty("matrix"));
        foreach (string cell in old.Keys.Union(now.Keys))
        {
            CellChange change = new()
            {
                Cell = cell,
                PrimaryBefore = Channel(old, cell, "primary"),
                SecondaryBefore = Channel(old, cell, "secondary"),
                PrimaryAfter = Channel(now, cell, "primary"),
                SecondaryAfter = Channel(now, cell, "secondary"),
            };
            if (change.PrimaryBefore != change.PrimaryAfter || change.SecondaryBefore != change.SecondaryAfter)
            {
                response.Cells.Add(change);
            }
        }
    }

    private static string Channel(Dictionary<string, JsonElement> matrix, string cell, string key) =>
        matrix.TryGetValue(cell, out JsonElement row) && row.TryGetProperty(key, out JsonElement channel)
            ? channel.GetString() ?? ""
            : "";
}
