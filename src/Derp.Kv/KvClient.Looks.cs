using System.Text;

namespace Derp.Kv;

// Somebody looks at the live page of one process: the others hear of it, and tell their figures meanwhile.
public abstract partial class KvClient
{
    private byte[]? _lookChannel;

    /// <summary>The channel of looks. They carry nothing.</summary>
    internal byte[] LookChannel => _lookChannel ??= Encoding.UTF8.GetBytes(Options.KeyPrefix + "derp:live");

    /// <summary>Calls back when somebody looks at the page of a process of this store, until the client is disposed of. One round trip.</summary>
    /// <param name="onLook">Called on any thread; must be quick and not throw.</param>
    /// <param name="cancellationToken">Ends the wait; the subscription may be made all the same.</param>
    /// <returns>False: the backend has no notices.</returns>
    /// <exception cref="KvException">The server does not allow it.</exception>
    internal ValueTask<bool> SubscribeToLooksAsync(Action onLook, CancellationToken cancellationToken) =>
        InvokeAsync(onLook, static (client, onLook, ct) => client.SubscribeToLooksCoreAsync(onLook, ct), cancellationToken);

    /// <summary>Tells all processes of this store that somebody looks. One round trip.</summary>
    /// <exception cref="KvException">The server does not allow it.</exception>
    internal ValueTask<bool> PublishLookAsync(CancellationToken cancellationToken) =>
        InvokeAsync(0, static (client, _, ct) => client.PublishLookCoreAsync(ct), cancellationToken);

    /// <summary>Implements <see cref="SubscribeToLooksAsync"/>.</summary>
    internal virtual ValueTask<bool> SubscribeToLooksCoreAsync(Action onLook, CancellationToken cancellationToken) => new(false);

    /// <summary>Implements <see cref="PublishLookAsync"/>.</summary>
    internal virtual ValueTask<bool> PublishLookCoreAsync(CancellationToken cancellationToken) => new(false);
}
