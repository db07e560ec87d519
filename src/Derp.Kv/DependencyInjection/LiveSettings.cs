using System.Reflection;
using Derp.Kv.DependencyInjection.Overrides;
using Derp.Kv.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Derp.Kv.DependencyInjection;

/// <summary>
/// What a client takes from the configuration while the process runs: <c>NearEnabled</c>, and the overrides of methods. A reload is checked as at
/// start; one that is not valid changes nothing.
/// </summary>
internal sealed class LiveSettings
{
    private readonly WeakReference<KvClient> _client;
    private readonly IOptionsFactory<DerpKvOptions> _options;
    private readonly string _name;
    private readonly RegisteredClients _clients;
    private readonly HashSet<string> _awaited = new(StringComparer.OrdinalIgnoreCase);
    private MethodsSection _methods = MethodsSection.None;
    private bool _isNearOn;
    private int _requests;

    private LiveSettings(KvClient client, IServiceProvider services, string name)
    {
        (_client, _name, _isNearOn) = (new(client), name, client.NearEnabled);
        _options = services.GetRequiredService<IOptionsFactory<DerpKvOptions>>();
        _clients = services.GetRequiredService<RegisteredClients>();
    }

    /// <summary>Follows the configuration, if there is one, as long as the client is used.</summary>
    public static KvClient Follow(KvClient client, IServiceProvider services, string name)
    {
        if (services.GetService<IConfiguration>() is not { } configuration)
            return client;

        var live = new LiveSettings(client, services, name);
        IDisposable? following = null;
        following = ChangeToken.OnChange(configuration.GetReloadToken, () =>
        {
            if (!live.TryApply())
                following?.Dispose();
        });

        // The event lives as long as the process, and must not keep the host for so long. The reload above holds on to the object.
        var reference = new WeakReference<LiveSettings>(live);
        LoadedManifests.Follow(assembly => reference.TryGetTarget(out var target) && target.OnLoad(assembly));
        live.TryApply();
        return client;
    }

    // Only overrides that wait are worth a look at each assembly, and those that are being read.
    private bool OnLoad(Assembly assembly) =>
        (Volatile.Read(ref _requests) == 0 && Volatile.Read(ref _methods).Awaited.Count == 0) || !LoadedManifests.Has(assembly) || TryApply();

    // A reload may come while another is applied, also on the same thread, as logging may load an assembly: it is applied after that one, and nobody
    // waits. False: the client is gone, or the host.
    private bool TryApply()
    {
        if (!_client.TryGetTarget(out var client))
            return false;

        var requests = Interlocked.Increment(ref _requests);
        if (requests > 1)
            return true;
        while (requests > 0)
        {
            if (!TryApply(client))
                return false;
            requests = Interlocked.Add(ref _requests, -requests);
        }

        return true;
    }

    private bool TryApply(KvClient client)
    {
        DerpKvOptions options;
        try
        {
            // A mistake in the section of one client refuses the reload for all.
            foreach (var other in _clients.All.Where(other => other != _name))
                _options.Create(other);
            options = _options.Create(_name);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
#pragma warning disable CA1031 // The application's own code may throw anything, and whoever loads an assembly must not get it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            client.Log.ReloadRefused(e);
            return true;
        }

        // What was set on the client itself stays, if the configuration says the same as before.
        if (options.NearEnabled != _isNearOn)
            client.NearEnabled = _isNearOn = options.NearEnabled;
        if (!AreEqual(options.Methods.Changes, _methods.Changes))
            client.Override(options.Methods.Changes.Count == 0 ? null : new MethodOverrides(options.Methods.Changes));
        Tell(client, options.Methods);
        Volatile.Write(ref _methods, options.Methods);
        return true;
    }

    private void Tell(KvClient client, MethodsSection methods)
    {
        if (!_clients.AnswersForAll(_name))
            return;
        if (!AreEqual(methods.Changes, _methods.Changes))
            client.Log.MethodsOverridden(methods.Changes.Count == 0 ? "none" : string.Join(", ", methods.Changes.Keys.Select(static key => key.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
        foreach (var (path, nearest) in methods.Awaited)
        {
            if (_awaited.Add(path))
                client.Log.OverrideWaits(path, nearest);
        }
    }

    private static bool AreEqual(IReadOnlyDictionary<DescriptorKey, MethodOverride> a, IReadOnlyDictionary<DescriptorKey, MethodOverride> b) =>
        a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var other) && other == pair.Value);
}
