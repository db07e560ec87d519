using Derp.Kv.Valkey.Channel;
using Derp.Kv.Valkey.Commands;

namespace Derp.Kv.Valkey;

// For the live page.
public sealed partial class ValkeyClient
{
    internal override async ValueTask<bool> SubscribeToLooksCoreAsync(Action onLook, CancellationToken cancellationToken)
    {
        await SubscribeAsync(LookChannel, _ => onLook(), cancellationToken).ConfigureAwait(false);
        return true;
    }

    internal override async ValueTask<bool> PublishLookCoreAsync(CancellationToken cancellationToken)
    {
        await SendAsync([Names.Publish, LookChannel, Array.Empty<byte>()], CommandRoute.Any, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
