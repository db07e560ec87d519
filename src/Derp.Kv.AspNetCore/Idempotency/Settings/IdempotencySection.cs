using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Derp.Kv.AspNetCore.Idempotency.Settings;

/// <summary>
/// Reads <c>DerpKv:Idempotency</c> if the application has a configuration, by hand: without reflection, and with unknown settings refused,
/// which the framework's binder would ignore.
/// </summary>
internal sealed class IdempotencySection(IConfiguration? configuration) : IConfigureOptions<KvIdempotencyEndpointOptions>
{
    public const string Name = "Idempotency";

    /// <summary>What could not be read when the options were made.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    public void Configure(KvIdempotencyEndpointOptions options)
    {
        if (configuration is null)
            return;

        var section = configuration.GetSection("DerpKv:" + Name);
        var problems = new List<string>();
        if (!string.IsNullOrEmpty(section.Value))
            problems.Add($"{section.Path} holds settings, not a value.");
        foreach (var setting in section.GetChildren())
        {
            if (IdempotencySettings.Find(setting.Key) is not { } apply)
                problems.Add($"{setting.Path} is not a setting. There are: {IdempotencySettings.Names}.");
            else if (!apply(options, setting))
                problems.Add($"{setting.Path} cannot be read. Write numbers as digits, durations as \"30s\" or \"00:00:30\", switches as true or false, lists as an array.");
        }

        Problems = problems;
    }
}
