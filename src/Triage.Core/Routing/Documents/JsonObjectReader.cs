using System.Text.Json;

namespace Triage.Core.Routing.Documents;

/// <summary>
/// Reads one JSON object and reports every fault in it: wrong types, duplicate, missing and unknown keys.
/// </summary>
internal sealed partial class JsonObjectReader
{
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<PolicyFault> _faults;

    public JsonObjectReader(JsonElement element, string path, List<PolicyFault> faults)
    {
        Path = path;
        _faults = faults;
        if (element.ValueKind != JsonValueKind.Object)
        {
            Report(path, $"expected an object, got {Describe(element)}");
            return;
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!TryName(property, out string name))
            {
                Report(path, "a key is not valid Unicode");
            }
            else if (!_values.TryAdd(name, property.Value))
            {
                Report(PathOf(name), "the key is given twice");
            }
        }
    }

    /// <summary>Gets the JSON path of the object.</summary>
    public string Path { get; }

    /// <summary>Gets the keys of the object, in document order.</summary>
    public IEnumerable<string> Keys => _values.Keys;

    public string PathOf(string key) => JsonPath.Of(Path, key);

    public void Report(string path, string message) => _faults.Add(new PolicyFault(path, message));

    /// <summary>Reads a string; null when it is absent or faulty.</summary>
    public string? Text(string key, bool isRequired = false)
    {
        if (!TryTake(key, isRequired, out JsonElement value))
        {
            return null;
        }

        return TextOf(value, PathOf(key));
    }

    /// <summary>Reads a number that <see cref="decimal"/> holds exactly; null when it is absent or faulty.</summary>
    public decimal? Decimal(string key)
    {
        if (!TryTake(key, isRequired: false, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal number))
        {
            return number;
        }

        Report(PathOf(key), $"expected a number of at most 28 digits, got {Describe(value)}");
        return null;
    }

    /// <summary>Reads a finite number; null when it is absent or faulty.</summary>
    public double? Number(string key) =>
        TryTake(key, isRequired: false, out JsonElement value) ? NumberOf(value, PathOf(key)) : null;

    public bool? Flag(string key)
    {
        if (!TryTake(key, isRequired: false, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Report(PathOf(key), $"expected true or false, got {Describe(value)}");
        return null;
    }

    /// <summary>Reads one of a list of words; null when it is absent or faulty, else its index.</summary>
    public int? Choice(string key, string[] names, bool isRequired = false) =>
        TryTake(key, isRequired, out JsonElement value) ? ChoiceOf(value, PathOf(key), names) : null;

    /// <summary>Reads one of a list of words, or an array of them without repetition; their indices.</summary>
    public ValueList<T> Choices<T>(string key, string[] names, Func<int, T> convert)
    {
        List<T> chosen = [];
        foreach ((JsonElement item, string path) in OneOrMore(key))
        {
            if (ChoiceOf(item, path, names) is int index)
            {
                AddOnce(chosen, convert(index), path);
            }
        }

        return [.. chosen];
    }

    /// <summary>Reads a string or an array of strings without repetition.</summary>
    public ValueList<string> Texts(string key) => Texts(OneOrMore(key));

    /// <summary>Reads an array of strings without repetition, which may be empty.</summary>
    public ValueList<string> TextArray(string key) => Texts(Items(key));

    /// <summary>Reads an answer, 0, 1 or 2, or an array of them without repetition.</summary>
    public ValueList<T> Answers<T>(string key, Func<int, T> convert)
    {
        List<T> answers = [];
        foreach ((JsonElement item, string path) in OneOrMore(key))
        {
            if (item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out int answer) && answer is >= 0 and <= 2)
            {
                AddOnce(answers, convert(answer), path);
            }
            else
            {
                Report(path, $"expected an answer of 0, 1 or 2, got {Describe(item)}");
            }
        }

        return [.. answers];
    }

    public ValueList<double> Numbers(string key)
    {
        List<double> numbers = [];
        foreach ((JsonElement item, string path) in Items(key))
        {
            if (NumberOf(item, path) is double number)
            {
                numbers.Add(number);
            }
        }

        return [.. numbers];
    }

    /// <summary>Reads an object; null when it is absent. Its own faults are reported by itself.</summary>
    public JsonObjectReader? Object(string key, bool isRequired = false) =>
        TryTake(key, isRequired, out JsonElement value) ? new JsonObjectReader(value, PathOf(key), _faults) : null;

    /// <summary>Reads an array of objects.</summary>
    public IEnumerable<JsonObjectReader> Objects(string key, bool isRequired = false) =>
        Items(key, isRequired).Select(item => new JsonObjectReader(item.Item, item.Path, _faults));

    /// <summary>Reads an array; empty when it is absent.</summary>
    public IReadOnlyList<(JsonElement Item, string Path)> Items(string key, bool isRequired = false)
    {
        if (!TryTake(key, isRequired, out JsonElement value))
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Report(PathOf(key), $"expected an array, got {Describe(value)}");
            return [];
        }

        return [.. value.EnumerateArray().Select((item, i) => (item, $"{PathOf(key)}[{i}]"))];
    }

    /// <summary>Reports the keys that nothing asked for.</summary>
    public void Close()
    {
        foreach (string key in _values.Keys.Where(key => !_known.Contains(key)))
        {
            Report(PathOf(key), $"unknown key; known: {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
        }
    }
}
