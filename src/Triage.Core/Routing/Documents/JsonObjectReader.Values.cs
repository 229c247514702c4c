using System.Globalization;
using System.Text.Json;

namespace Triage.Core.Routing.Documents;

/// <content>Single values: what is taken, what it is called in a fault, what it must be.</content>
internal sealed partial class JsonObjectReader
{
    /// <summary>Says what a value is, as a fault names it: its type, or the value itself when it is short.</summary>
    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Null => "null",
        _ => value.GetRawText() is { Length: <= 40 } text ? text : "a long number",
    };

    private static bool TryName(JsonProperty property, out string name)
    {
        try
        {
            name = property.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = "";
            return false;
        }
    }

    private bool TryTake(string key, bool isRequired, out JsonElement value)
    {
        _known.Add(key);
        if (_values.TryGetValue(key, out value))
        {
            return true;
        }

        if (isRequired)
        {
            Report(PathOf(key), "missing");
        }

        return false;
    }

    private string? TextOf(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Report(path, $"expected a string, got {Describe(value)}");
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            Report(path, "the string is not valid Unicode");
            return null;
        }
    }

    private double? NumberOf(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number))
        {
            return number;
        }

        Report(path, $"expected a finite number, got {Describe(value)}");
        return null;
    }

    private int? ChoiceOf(JsonElement value, string path, string[] names)
    {
        if (TextOf(value, path) is not string text)
        {
            return null;
        }

        int index = Array.IndexOf(names, text);
        if (index >= 0)
        {
            return index;
        }

        Report(path, $"expected one of {string.Join(", ", names)}, got '{Shorten(text)}'");
        return null;
    }

    private void AddOnce<T>(List<T> items, T item, string path)
    {
        if (items.Contains(item))
        {
            Report(path, string.Create(CultureInfo.InvariantCulture, $"'{item}' is given twice"));
            return;
        }

        items.Add(item);
    }

    private IReadOnlyList<(JsonElement Item, string Path)> OneOrMore(string key)
    {
        if (!_values.TryGetValue(key, out JsonElement value) || value.ValueKind != JsonValueKind.Array)
        {
            return TryTake(key, isRequired: false, out value) ? [(value, PathOf(key))] : [];
        }

        IReadOnlyList<(JsonElement, string)> items = Items(key);
        if (items.Count == 0)
        {
            Report(PathOf(key), "expected at least one value, got none");
        }

        return items;
    }

    private static string Shorten(string text) => text.Length <= 64 ? text : string.Concat(text.AsSpan(0, 61), "...");

    private ValueList<string> Texts(IReadOnlyList<(JsonElement Item, string Path)> items)
    {
        List<string> texts = [];
        foreach ((JsonElement item, string path) in items)
        {
            if (TextOf(item, path) is string text)
            {
                AddOnce(texts, text, path);
            }
        }

        return [.. texts];
    }
}
