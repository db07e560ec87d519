using Derp.Kv.DependencyInjection.Overrides;
using Derp.Kv.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Derp.Kv.DependencyInjection;

/// <summary>
/// Reads a client's section if the application has a configuration, by hand: without reflection, and with unknown
/// settings and clients refused, which the framework's binder would ignore.
/// </summary>
internal sealed class DerpKvOptionsSetup(IConfiguration? configuration, RegisteredClients clients) : IConfigureNamedOptions<DerpKvOptions>
{
    private const string SectionName = "DerpKv";
    private const string ClientsName = "Clients";

    public void Configure(DerpKvOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, DerpKvOptions options)
    {
        if (configuration is null || name is null || !clients.Contains(name))
            return;

        var common = configuration.GetSection(SectionName);
        options.Methods = MethodsSection.Read(common.GetSection(MethodsSection.Name), LoadedManifests.Read);
        if (clients.AnswersForAll(name))
        {
            CheckClients(common.GetSection(ClientsName), options);
            options.ConfigurationProblems.AddRange(options.Methods.Problems);
        }

        if (name.Length > 0)
        {
            Read(common.GetSection(ClientsName).GetSection(name), options);
            if (!clients.HasDefault && clients.AnswersForAll(name))
                RefuseDefault(common, options);
        }
        else
        {
            Read(common, options);
        }
    }

    private void Read(IConfigurationSection section, DerpKvOptions options)
    {
        foreach (var setting in section.GetChildren())
        {
            if (IsForAll(section, setting))
                continue;
            if (DerpKvSettings.Find(setting.Key) is not { } apply)
                options.ConfigurationProblems.Add($"{setting.Path} is not a setting. There are: {DerpKvSettings.Names}.");
            else if (setting.Value is null || !apply(options, setting.Value))
                options.ConfigurationProblems.Add($"{setting.Path} cannot be read. Write numbers as digits, durations as \"00:00:02\", switches as true or false.");
        }
    }

    private void CheckClients(IConfigurationSection section, DerpKvOptions options)
    {
        if (!string.IsNullOrEmpty(section.Value))
            options.ConfigurationProblems.Add($"{section.Path} holds a section for each named client, not a value.");
        foreach (var client in section.GetChildren())
        {
            if (!clients.Contains(client.Key))
                options.ConfigurationProblems.Add($"{client.Path} is the section of a client that is not registered. {Known()}");
            else if (!string.IsNullOrEmpty(client.Value))
                options.ConfigurationProblems.Add($"{client.Path} holds the settings of a client, not a value.");
        }
    }

    // They would be unused, since named clients do not inherit them: their author expects something else.
    private void RefuseDefault(IConfigurationSection section, DerpKvOptions options)
    {
        foreach (var setting in section.GetChildren())
        {
            if (!IsForAll(section, setting))
                options.ConfigurationProblems.Add($"{setting.Path} is for a client without a name, and none is registered. Settings of a named client stand in {section.Path}:{ClientsName}:<name>.");
        }
    }

    private string Known()
    {
        var names = string.Join(", ", clients.Names);
        return names.Length == 0 ? "No client has a name." : $"There are: {names}.";
    }

    // Those that are no settings of the client without a name.
    private bool IsForAll(IConfigurationSection section, IConfigurationSection setting) =>
        section.Path == SectionName
        && (setting.Key.Equals(ClientsName, StringComparison.OrdinalIgnoreCase)
            || setting.Key.Equals(MethodsSection.Name, StringComparison.OrdinalIgnoreCase)
            || clients.HasSection(setting.Key));
}
