using Derp.Kv.DependencyInjection;
using Derp.Kv.DependencyInjection.Overrides;
using Derp.Kv.Diagnostics;
using Derp.Kv.Ledger.Diagnostics;
using Derp.Kv.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Derp.Kv.Ledger.DependencyInjection;

/// <summary>
/// Applies the section <c>DerpKv:Methods</c> to a ledger, and again when the configuration is reloaded or an assembly with such methods is loaded. One
/// that is not valid changes nothing.
/// </summary>
internal sealed class LiveOverrides
{
    private readonly WeakReference<KvLedger> _ledger;
    private readonly IConfigurationSection _section;
    private readonly PurgeLog? _log;

    private LiveOverrides(KvLedger ledger, IConfigurationSection section, PurgeLog? log) => (_ledger, _section, _log) = (new(ledger), section, log);

    /// <summary>Follows the configuration, if there is one, as long as the ledger is used.</summary>
    public static KvLedger Follow(KvLedger ledger, IServiceProvider services)
    {
        if (services.GetService<IConfiguration>() is not { } configuration)
            return ledger;

        // A client says itself what is wrong with a reload.
        var log = services.GetRequiredService<RegisteredClients>().All.Count == 0 ? new PurgeLog(ledger.Options) : null;
        var live = new LiveOverrides(ledger, configuration.GetSection(LedgerOptionsSetup.Application).GetSection(MethodsSection.Name), log);
        IDisposable? following = null;
        following = ChangeToken.OnChange(configuration.GetReloadToken, () =>
        {
            if (!live.TryApply())
                following?.Dispose();
        });

        // The event lives as long as the process, and must not keep the host for so long. The reload above holds on to the object.
        var reference = new WeakReference<LiveOverrides>(live);
        LoadedManifests.Follow(assembly => reference.TryGetTarget(out var target) && (!LoadedManifests.Has(assembly) || target.TryApply()));
        live.TryApply();
        return ledger;
    }

    // False: the ledger is gone.
    private bool TryApply()
    {
        if (!_ledger.TryGetTarget(out var ledger))
            return false;

        try
        {
            var methods = MethodsSection.Read(_section, LoadedManifests.Read);
            if (methods.Problems.Count > 0)
                _log?.ReloadRefused(methods.Problems);
            else
                ledger.Overrides = methods.Changes.Count == 0 ? null : new MethodOverrides(methods.Changes);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
#pragma warning disable CA1031 // A provider of the application may throw anything, and whoever loads an assembly must not get it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _log?.ReloadRefused([Failure.Describe(e)]);
        }

        return true;
    }
}
