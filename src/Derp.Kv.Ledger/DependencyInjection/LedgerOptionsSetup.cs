using Derp.Kv.DependencyInjection;
using Derp.Kv.DependencyInjection.Overrides;
using Derp.Kv.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Derp.Kv.Ledger.DependencyInjection;

/// <summary>
/// Reads a ledger's section if the application has a configuration, by hand: without reflection, and with unknown settings and
/// ledgers refused, which the framework's binder would ignore.
/// </summary>
internal sealed class LedgerOptionsSetup(IConfiguration? configuration, RegisteredLedgers ledgers, RegisteredClients clients) : IConfigureNamedOptions<DerpKvLedgerOptions>
{
    /// <summary>The section of the application.</summary>
    public const string Application = "DerpKv";

    public void Configure(DerpKvLedgerOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, DerpKvLedgerOptions options)
    {
        if (configuration is null || name is null || !ledgers.Contains(name))
            return;

        var common = configuration.GetSection(Application);
        if (ledgers.AnswersForAll(name))
        {
            CheckNames(common, options);

            // With a client, that one reports it.
            if (clients.All.Count == 0)
                options.ConfigurationProblems.AddRange(MethodsSection.Read(common.GetSection(MethodsSection.Name), LoadedManifests.Read).Problems);
        }

        Read(name.Length == 0 ? common.GetSection(RegisteredLedgers.Section) : common.GetSection(RegisteredLedgers.NamedSection).GetSection(name), options);
    }

    private static void Read(IConfigurationSection section, DerpKvLedgerOptions options)
    {
        if (!string.IsNullOrEmpty(section.Value))
            options.ConfigurationProblems.Add($"{section.Path} holds the settings of a ledger, not a value.");
        foreach (var setting in section.GetChildren())
        {
            if (LedgerSettings.Find(setting.Key) is not { } apply)
                options.ConfigurationProblems.Add($"{setting.Path} is not a setting. There are: {LedgerSettings.Names}.");
            else if (setting.Value is null || !apply(options, setting.Value))
                options.ConfigurationProblems.Add($"{setting.Path} cannot be read. Write numbers as digits, durations as \"30s\" or \"00:00:30\", and no purge as \"off\".");
        }
    }

    private void CheckNames(IConfigurationSection common, DerpKvLedgerOptions options)
    {
        var named = common.GetSection(RegisteredLedgers.NamedSection);
        if (!string.IsNullOrEmpty(named.Value))
            options.ConfigurationProblems.Add($"{named.Path} holds a section for each named ledger, not a value.");
        var names = string.Join(", ", ledgers.Names);
        foreach (var ledger in named.GetChildren().Where(ledger => !ledgers.Contains(ledger.Key)))
            options.ConfigurationProblems.Add($"{ledger.Path} is the section of a ledger that is not registered. {(names.Length == 0 ? "No ledger has a name." : $"There are: {names}.")}");

        // They would be unused, since named ledgers do not inherit them: their author expects something else.
        if (!ledgers.HasDefault && common.GetSection(RegisteredLedgers.Section) is var unnamed && unnamed.Exists())
            options.ConfigurationProblems.Add($"{unnamed.Path} is for a ledger without a name, and none is registered. Settings of a named ledger stand in {named.Path}:<name>.");
    }
}
