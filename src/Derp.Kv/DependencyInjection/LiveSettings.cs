using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Derp.Kv.DependencyInjection;

/// <summary>
/// Turns near caches off and on while the process runs, by <c>NearEnabled</c> in the configuration. A reload is checked as at start; one
/// that is not valid changes nothing.
/// </summary>
internal sealed class NearSwitch
{
    private readonly WeakReference<KvClient> _client;
    private readonly IOptionsFactory<DerpKvOptions> _options;
    private readonly string _name;
    private bool _isOn;

    private NearSwitch(KvClient client, IOptionsFactory<DerpKvOptions> options, string name) =>
        (_client, _options, _name, _isOn) = (new(client), options, name, client.NearEnabled);

    /// <summary>Follows the configuration, if there is one, as long as the client is used.</summary>
    public static KvClient Follow(KvClient client, IServiceProvider services, string name)
    {
        if (services.GetService<IConfiguration>() is not { } configuration)
            return client;

        var followed = new NearSwitch(client, services.GetRequiredService<IOptionsFactory<DerpKvOptions>>(), name);
        IDisposable? following = null;
        following = ChangeToken.OnChange(configuration.GetReloadToken, () =>
        {
            if (!followed.TryApply())
                following?.Dispose();
        });
        return client;
    }

    // False: the client is gone.
    private bool TryApply()
    {
        if (!_client.TryGetTarget(out var client))
            return false;

        try
        {
            var isOn = _options.Create(_name).NearEnabled;

            // What was set on the client itself stays, if the configuration says the same as before.
            if (isOn != _isOn)
                client.NearEnabled = _isOn = isOn;
        }
        catch (OptionsValidationException e)
        {
            client.Log.ReloadRefused(e);
        }

        return true;
    }
}
