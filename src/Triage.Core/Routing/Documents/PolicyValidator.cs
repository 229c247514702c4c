using System.Globalization;
using Triage.Core.Routing.Hours;
using Triage.Core.Routing.Overrides;
using Triage.Core.Scoring;

namespace Triage.Core.Routing.Documents;

/// <summary>Checks what a policy document means; its form is checked by <see cref="PolicyReader"/>.</summary>
public sealed partial class PolicyValidator
{
    private const int MaxNameChars = 100;
    private const int MaxTextChars = 500;
    private const int MaxValueChars = 256;
    private const int MaxHolidays = 400;
    private const int MaxMinutes = 60 * 24 * 60; // 60 days

    private readonly PolicyDocument _policy;
    private readonly IZoneSource _zones;
    private readonly ConditionSpace _space;
    private readonly List<PolicyFault> _faults = [];
    private readonly HashSet<string> _channels;

    private PolicyValidator(PolicyDocument policy, IZoneSource zones)
    {
        _policy = policy;
        _zones = zones;
        _space = new ConditionSpace(policy.Scale, policy.Attributes);
        _channels = policy.Channels.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Finds every fault of a document at once.</summary>
    /// <param name="policy">The document.</param>
    /// <param name="zones">The host's time zones.</param>
    /// <returns>The faults in the order of the documentation; empty when the document can be published.</returns>
    public static IReadOnlyList<PolicyFault> Validate(PolicyDocument policy, IZoneSource zones)
    {
        PolicyValidator validator = new(policy, zones);
        validator.CheckText("$.name", policy.Name, MaxNameChars);
        validator.CheckScoring();
        validator.CheckChannels();
        validator.CheckMatrix();
        validator.CheckAttributes();
        validator.CheckOverrides();
        validator.CheckFallback();
        validator.CheckBars();
        validator.CheckTimes();
        validator.CheckGuidance();
        validator.CheckWorkflows();
        validator.CheckTargets();
        return validator._faults;
    }

    private void CheckScoring()
    {
        foreach (DimensionDocument dimension in _policy.Scoring)
        {
            string path = $"$.scoring.{dimension.Dimension.Key()}";
            int expected = _policy.Scale == Scale.Binary ? 1 : 2;
            ValueList<double> cuts = dimension.CutPoints;
            if (cuts.Count > 0 && cuts.Count != expected)
            {
                Report(
                    $"{path}.cutPoints",
                    $"expected {expected} on a {Names.Scales[(int)_policy.Scale]} scale, got {cuts.Count}");
            }
            else if (cuts.Count == 2 && cuts[0] >= cuts[1])
            {
                Report($"{path}.cutPoints", $"expected ascending numbers, got {Text(cuts[0])} and {Text(cuts[1])}");
            }

            for (int i = 0; i < cuts.Count; i++)
            {
                CheckRange($"{path}.cutPoints[{i}]", cuts[i], -100, 100);
            }

            foreach (CriterionDocument criterion in dimension.Criteria)
            {
                CheckRange($"{path}.criteria.{criterion.Criterion.Key()}.weight", criterion.Weight, 0, 100);
            }
        }
    }

    private void CheckMatrix()
    {
        foreach (Cell cell in Enumerable.Range(0, Cell.Count).Select(Cell.At))
        {
            string path = $"$.matrix.{cell}";
            CellDocument? row = _policy.Matrix.FirstOrDefault(c => c.Cell == cell);
            bool isExpected = (_space.Universe[ConditionSpace.CellField] >> cell.Index & 1) != 0;
            if (row is null && isExpected)
            {
                Report(path, "missing");
            }
            else if (row is not null && !isExpected)
            {
                Report(path, "a binary scale has no medium level");
            }
            else if (row is not null)
            {
                CheckPair(path, row.Primary, row.Secondary, row.Why);
                CheckWait(path, row);
            }
        }
    }

    private void CheckWait(string path, CellDocument row)
    {
        ChannelDocument? channel = _policy.Channels.FirstOrDefault(c => c.Id == row.Primary);
        if (channel?.FirstResponseMinutes > _policy.LongestWaitMinutes.At(row.Cell.Severity))
        {
            Report(
                $"{path}.primary",
                $"'{row.Primary}' typically answers after {Text(channel.FirstResponseMinutes)} minutes, "
                + $"longer than longestWaitMinutes allows for the severity");
        }
    }

    private void CheckAttributes()
    {
        CheckCount("$.attributes", _policy.Attributes.Count, 0, PolicyDocument.MaxAttributes, "attributes");
        foreach (AttributeDocument attribute in _policy.Attributes)
        {
            string path = JsonPath.Of("$.attributes", attribute.Name);
            CheckKey(path, attribute.Name);
            CheckCount(path, attribute.Values.Count, 1, PolicyDocument.MaxAttributeValues, "values");
            for (int i = 0; i < attribute.Values.Count; i++)
            {
                CheckText($"{path}[{i}]", attribute.Values[i], MaxValueChars);
            }
        }
    }

    private void CheckFallback()
    {
        CheckCount("$.fallback", _policy.Fallback.Count, 0, PolicyDocument.MaxFallbacks, "channels");
        for (int i = 0; i < _policy.Fallback.Count; i++)
        {
            CheckChannel($"$.fallback[{i}]", _policy.Fallback[i]);
        }
    }

    private void CheckBars()
    {
        CheckRange("$.clarifyBelow", _policy.ClarifyBelow, 0, 1);
        CheckRange("$.personBelow", _policy.PersonBelow, 0, 1);
        if (_policy.PersonBelow > _policy.ClarifyBelow)
        {
            Report(
                "$.personBelow",
                $"expected at most clarifyBelow, {Text(_policy.ClarifyBelow)}, got {Text(_policy.PersonBelow)}");
        }

        if (_policy.Currency.Length != 3 || !_policy.Currency.All(char.IsAsciiLetterUpper))
        {
            Report("$.currency", $"expected three capital letters of ISO 4217, got '{_policy.Currency}'");
        }
    }

    private void CheckTimes()
    {
        CheckRange("$.longestWaitMinutes.low", _policy.LongestWaitMinutes.Low, 1, MaxMinutes);
        CheckRange("$.longestWaitMinutes.medium", _policy.LongestWaitMinutes.Medium, 1, MaxMinutes);
        CheckRange("$.longestWaitMinutes.high", _policy.LongestWaitMinutes.High, 1, MaxMinutes);
        CheckRange("$.switchMinutes", _policy.SwitchMinutes, 0, 24 * 60);
        if (_policy.QuietHours is string hours && !OpeningHours.TryParse(hours, out _, out string? fault))
        {
            Report("$.quietHours", fault!);
        }
    }

    private void CheckGuidance()
    {
        foreach (GuidanceDocument guidance in _policy.Guidance)
        {
            CheckText($"$.guidance.{guidance.Job.Key()}", guidance.Text, MaxTextChars);
        }
    }

    private void CheckTargets()
    {
        TargetsDocument targets = _policy.Targets;
        CheckRange("$.targets.csat", targets.Csat, 0, 100);
        CheckRange("$.targets.ces", targets.Ces, 1, 7);
        CheckRange("$.targets.nps", targets.Nps, -100, 100);
        CheckRange("$.targets.fcr", targets.Fcr, 0, 100);
        if (targets.MedianMinutesToResolve is <= 0)
        {
            Report(
                "$.targets.medianMinutesToResolve",
                $"expected above 0, got {Text(targets.MedianMinutesToResolve.Value)}");
        }
    }

    /// <summary>Checks the channels and the reason of a cell or an override.</summary>
    private void CheckPair(string path, string primary, string? secondary, string why)
    {
        bool known = CheckChannel($"{path}.primary", primary);
        if (secondary == primary)
        {
            Report($"{path}.secondary", $"expected a channel other than the primary, got '{secondary}'");
        }
        else if (secondary is not null)
        {
            known &= CheckChannel($"{path}.secondary", secondary);
        }

        CheckText($"{path}.why", why, MaxTextChars);
        if (known && !_policy.Channels.Any(c => c.AnsweredBy == AnsweredBy.APerson
            && (c.Id == primary || c.Id == secondary || _policy.Fallback.Contains(c.Id))))
        {
            Report(
                path,
                "no person is within reach: expected a channel answered by a person in primary, secondary or fallback");
        }
    }

    private bool CheckChannel(string path, string id)
    {
        if (_channels.Contains(id))
        {
            return true;
        }

        Report(path, $"unknown channel '{id}'; known: {string.Join(", ", _channels.Order(StringComparer.Ordinal))}");
        return false;
    }

    private void CheckKey(string path, string key)
    {
        if (!IsName(key, allowsDash: false) || !char.IsAsciiLetterLower(key[0]))
        {
            Report(path, $"expected a name of a-z, 0-9 and '_', first a letter, at most 64 characters, got '{key}'");
        }
    }

    private void CheckText(string path, string text, int maxChars)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            Report(path, "expected text, got none");
        }
        else if (text.Length > maxChars)
        {
            Report(path, $"expected at most {maxChars} characters, got {text.Length}");
        }
        else if (text.Any(char.IsControl))
        {
            Report(path, "expected text without control characters");
        }
    }

    private void CheckCount(string path, int count, int least, int most, string what)
    {
        if (count < least || count > most)
        {
            Report(path, $"expected {least} to {most} {what}, got {count}");
        }
    }

    private void CheckRange(string path, double? value, double least, double most)
    {
        if (value < least || value > most)
        {
            Report(path, $"expected {Text(least)} to {Text(most)}, got {Text(value.Value)}");
        }
    }

    private static bool IsName(string text, bool allowsDash) => text.Length is > 0 and <= 64
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_' || (allowsDash && c == '-'));

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private void Report(string path, string message) => _faults.Add(new PolicyFault(path, message));
}
