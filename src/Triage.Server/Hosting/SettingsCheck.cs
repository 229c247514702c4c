using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.Options;
using Triage.Rpc;
using Triage.Server.Access;
using Triage.Server.Policies;
using Triage.Server.Settings;
using Triage.Server.Signing;
using Triage.Server.Telemetry;

namespace Triage.Server.Hosting;

/// <summary>Checks all settings and names every fault at once: settings that nobody reads and values of the wrong kind
/// or out of range before options are bound, as the binder passes over the former and stops at the first of the latter;
/// then what the options' own validators find.</summary>
internal static class SettingsCheck
{
    /// <summary>The section that .NET itself reads.</summary>
    private const string OfLogs = "Logging";

    private const BindingFlags AnyCase = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;

    /// <summary>The sections that are the service's own, and what is read from them.</summary>
    public static IReadOnlyList<(string Section, Type Options)> Known { get; } =
    [
        (SettingsOptions.SectionName, typeof(SettingsOptions)),
        (ListenOptions.SectionName, typeof(ListenOptions)),
        (TlsOptions.SectionName, typeof(TlsOptions)),
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

    /// <summary>Finds settings that are unknown, of the wrong kind or out of range; puts the default in place of the
    /// latter two, so that the rest can be checked.</summary>
    /// <returns>The faults, each as "setting: expected …".</returns>
    public static List<string> Find(IConfiguration configuration)
    {
        List<string> faults = [.. UnknownSections((IConfigurationRoot)configuration)];
        foreach ((string section, Type options) in Known)
        {
            CheckNames(configuration.GetSection(section), options, faults);
        }

        return faults;
    }

    /// <summary>Lets all options check themselves.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="faults">What was found before.</param>
    /// <exception cref="OptionsValidationException">There are faults: these or those before.</exception>
    public static void Validate(IServiceProvider services, IReadOnlyList<string> faults)
    {
        List<string> all = [.. faults];
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (Exception e) when (Refusal.IsForeseen(e))
        {
            // What stands in for a value of the wrong kind may have a fault of its own.
            all.AddRange(
                Refusal.Reasons(e).Where(reason => !faults.Any(fault => SettingOf(fault) == SettingOf(reason))));
        }

        if (all.Count > 0)
        {
            throw new OptionsValidationException("settings", typeof(IConfiguration), all);
        }
    }

    /// <summary>Names sections that nobody reads, where only settings of the service stand: in its files, its secrets
    /// and on its command line. An environment may hold those of others.</summary>
    private static IEnumerable<string> UnknownSections(IConfigurationRoot configuration)
    {
        string[] known = [.. Known.Select(section => section.Section), OfLogs];
        return configuration.Providers
            .Where(provider => provider
                is JsonConfigurationProvider or KeyPerFileConfigurationProvider or CommandLineConfigurationProvider)
            .SelectMany(provider => provider.GetChildKeys([], parentPath: null)
                .Where(section => provider.GetChildKeys([], section).Any()))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Except(known, StringComparer.OrdinalIgnoreCase)
            .Select(section => $"{section}: unknown section of settings, expected one of {string.Join(", ", known)}");
    }

    private static string SettingOf(string fault) => fault.Split(": ")[0];

    /// <summary>Names of the settings of an options class.</summary>
    public static IEnumerable<string> SettingsOf(Type options) =>
        options.GetProperties().Where(IsSetting).Select(p => p.Name);

    private static void CheckNames(IConfigurationSection section, Type options, List<string> faults)
    {
        foreach (IConfigurationSection setting in section.GetChildren())
        {
            if (options.GetProperty(setting.Key, AnyCase) is { } property && IsSetting(property))
            {
                object? standard = Activator.CreateInstance(options) is object defaults
                    ? property.GetValue(defaults)
                    : null;
                CheckValue(
                    setting, property.PropertyType, property.GetCustomAttribute<RangeAttribute>(), standard, faults);
            }
            else
            {
                string known = string.Join(", ", SettingsOf(options));
                faults.Add($"{setting.Path}: unknown setting, expected one of {known}");
            }
        }
    }

    private static void CheckValue(
        IConfigurationSection setting, Type type, RangeAttribute? range, object? standard, List<string> faults)
    {
        TypeConverter converter = TypeDescriptor.GetConverter(type);
        if (IsList(type))
        {
            foreach (IConfigurationSection item in setting.GetChildren())
            {
                CheckValue(item, type.GetGenericArguments()[^1], range: null, standard: null, faults);
            }

            if (setting.Value is { Length: > 0 })
            {
                string item = type.GetGenericArguments().Length > 1 ? "NAME" : "0";
                faults.Add($"{setting.Path}: expected a list such as {setting.Path}:{item}, got one value");
            }
        }
        else if (setting.Value is not { } text)
        {
            CheckNames(setting, type, faults);
        }
        else if (!converter.CanConvertFrom(typeof(string)))
        {
            // What stands there may be a secret.
            IEnumerable<string> parts = SettingsOf(type).Select(name => $"{setting.Path}:{name}");
            faults.Add($"{setting.Path}: expected {string.Join(" and ", parts)}, got one value");
            setting.Value = null;
        }
        else if (!converter.IsValid(text))
        {
            faults.Add($"{setting.Path}: expected {Describe(type)}, got '{text}'");
            setting.Value = Convert.ToString(standard, CultureInfo.InvariantCulture);
        }
        else if (range?.IsValid(converter.ConvertFromInvariantString(text)) == false)
        {
            faults.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{setting.Path}: expected {range.Minimum} to {range.Maximum}, got '{text}'"));
            setting.Value = Convert.ToString(standard, CultureInfo.InvariantCulture);
        }
    }

    private static bool IsSetting(PropertyInfo property) => property.CanWrite || IsList(property.PropertyType);

    private static bool IsList(Type type) => type.IsGenericType
        && (type.GetGenericTypeDefinition() == typeof(IList<>)
            || type.GetGenericTypeDefinition() == typeof(IDictionary<,>));

    private static string Describe(Type type) =>
        type == typeof(int) ? "a whole number"
        : type == typeof(bool) ? "true or false"
        : type == typeof(double) ? "a number"
        : "a time such as 00:00:30";
}
