using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Options;
using Triage.Rpc;
using Triage.Server.Access;
using Triage.Server.Policies;
using Triage.Server.Signing;
using Triage.Server.Telemetry;

namespace Triage.Server.Hosting;

/// <summary>Finds settings that nobody reads and values of the wrong kind, all of them, before options are bound: the
/// binder passes over unknown names and stops at the first bad value.</summary>
internal static class SettingsCheck
{
    private const BindingFlags AnyCase = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;

    /// <summary>The sections that are the service's own, and what is read from them.</summary>
    public static IReadOnlyList<(string Section, Type Options)> Known { get; } =
    [
        (ListenOptions.SectionName, typeof(ListenOptions)),
        (AccessOptions.SectionName, typeof(AccessOptions)),
        (TokenOptions.SectionName, typeof(TokenOptions)),
        (LimitOptions.SectionName, typeof(LimitOptions)),
        (RpcOptions.SectionName, typeof(RpcOptions)),
        (PolicyOptions.SectionName, typeof(PolicyOptions)),
        (DecisionIdOptions.SectionName, typeof(DecisionIdOptions)),
        (WarmUpOptions.SectionName, typeof(WarmUpOptions)),
        (TelemetryOptions.SectionName, typeof(TelemetryOptions)),
        (ShutdownOptions.SectionName, typeof(ShutdownOptions)),
    ];

    /// <exception cref="OptionsValidationException">Settings are unknown, or not what they should be.</exception>
    public static void Run(IConfiguration configuration)
    {
        List<string> faults = [];
        foreach ((string section, Type options) in Known)
        {
            CheckNames(configuration.GetSection(section), options, faults);
        }

        if (faults.Count > 0)
        {
            throw new OptionsValidationException("settings", typeof(IConfiguration), faults);
        }
    }

    /// <summary>Names of the settings of an options class.</summary>
    public static IEnumerable<string> SettingsOf(Type options) => options.GetProperties().Where(IsSetting).Select(p => p.Name);

    private static void CheckNames(IConfigurationSection section, Type options, List<string> faults)
    {
        foreach (IConfigurationSection setting in section.GetChildren())
        {
            if (options.GetProperty(setting.Key, AnyCase) is { } property && IsSetting(property))
            {
                CheckValue(setting, property.PropertyType, faults);
            }
            else
            {
                string known = string.Join(", ", SettingsOf(options));
                faults.Add($"{setting.Path}: unknown setting, expected one of {known}");
            }
        }
    }

    private static void CheckValue(IConfigurationSection setting, Type type, List<string> faults)
    {
        if (IsList(type))
        {
            foreach (IConfigurationSection item in setting.GetChildren())
            {
                CheckValue(item, type.GetGenericArguments()[^1], faults);
            }
        }
        else if (setting.Value is not { } text)
        {
            CheckNames(setting, type, faults);
        }
        else if (!TypeDescriptor.GetConverter(type).IsValid(text))
        {
            faults.Add($"{setting.Path}: expected {Describe(type)}, got '{text}'");
        }
    }

    private static bool IsSetting(PropertyInfo property) => property.CanWrite || IsList(property.PropertyType);

    private static bool IsList(Type type) => type.IsGenericType
        && (type.GetGenericTypeDefinition() == typeof(IList<>) || type.GetGenericTypeDefinition() == typeof(IDictionary<,>));

    private static string Describe(Type type) =>
        type == typeof(int) ? "a whole number"
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a time such as 00:00:30"
        : $"a {type.Name}";
}
