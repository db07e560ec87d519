using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Derp.Kv.DependencyInjection;

/// <summary>
/// Reads the section <c>DerpKv</c> where the application has a configuration, by hand: without reflection, and with
/// unknown settings refused, which the framework's binder would pass over.
/// </summary>
internal sealed class DerpKvOptionsSetup(IConfiguration? configuration) : IConfigureOptions<DerpKvOptions>, IValidateOptions<DerpKvOptions>
{
    public const string SectionName = "DerpKv";

    private static readonly Dictionary<string, Func<DerpKvOptions, string, bool>> s_settings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(DerpKvOptions.KeyPrefix)] = static (options, text) =>
        {
            options.KeyPrefix = text;
            return true;
        },
        [nameof(DerpKvOptions.OperationTimeout)] = static (options, text) =>
        {
            var valid = TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value);
            options.OperationTimeout = value;
            return valid;
        },
        [nameof(DerpKvOptions.DisposeTimeout)] = static (options, text) =>
        {
            var valid = TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value);
            options.DisposeTimeout = value;
            return valid;
        },
        [nameof(DerpKvOptions.MaxValueSize)] = static (options, text) =>
        {
            var valid = int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value);
            options.MaxValueSize = value;
            return valid;
        },
        [nameof(DerpKvOptions.CacheEnabled)] = static (options, text) =>
        {
            var valid = bool.TryParse(text, out var value);
            options.CacheEnabled = value;
            return valid;
        },
        [nameof(DerpKvOptions.MemoryMaxEntries)] = static (options, text) =>
        {
            var valid = int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value);
            options.MemoryMaxEntries = value;
            return valid;
        },
        [nameof(DerpKvOptions.MemoryMaxBytes)] = static (options, text) =>
        {
            var valid = long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value);
            options.MemoryMaxBytes = value;
            return valid;
        },
        [nameof(DerpKvOptions.VerifyRoundTrips)] = static (options, text) =>
        {
            var valid = bool.TryParse(text, out var value);
            options.VerifyRoundTrips = value;
            return valid;
        },
    };

    public void Configure(DerpKvOptions options)
    {
        if (configuration is null)
            return;

        foreach (var setting in configuration.GetSection(SectionName).GetChildren())
        {
            if (!s_settings.TryGetValue(setting.Key, out var apply))
                options.ConfigurationProblems.Add($"{setting.Path} is not a setting. There are: {string.Join(", ", s_settings.Keys.Order(StringComparer.Ordinal))}.");
            else if (setting.Value is null || !apply(options, setting.Value))
                options.ConfigurationProblems.Add($"{setting.Path} cannot be read. Numbers are plain, durations as in \"00:00:02\", switches true or false.");
        }
    }

    public ValidateOptionsResult Validate(string? name, DerpKvOptions options)
    {
        if (options.ConfigurationProblems.Count > 0)
            return ValidateOptionsResult.Fail(options.ConfigurationProblems);

        try
        {
            options.ToClientOptions(null, null).Validate();
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
