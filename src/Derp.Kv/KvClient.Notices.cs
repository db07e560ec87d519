using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;

namespace Derp.Kv;

// The end of a lease or a claim that callers wait for is published, so that they need not poll.
public abstract partial class KvClient
{
    private byte[]? _noticeChannel;

    internal Notices Notices { get; }

    /// <summary>The channel of the notices. It carries keys, so its name contains the prefix: applications with different prefixes do not see each other's.</summary>
    internal byte[] NoticeChannel => _noticeChannel ??= Encoding.UTF8.GetBytes(Options.KeyPrefix + "derp:notices");

    /// <summary>
    /// Calls <paramref name="onNotice"/> with the value's key when a lease ends for which a notification was requested, and with the record's key
    /// when a claim ends for which a call waits. A lease ends by commit, release or invalidation, a claim by completion or release, through any client
    /// with the same <see cref="KvClientOptions.KeyPrefix"/>. A notification is a hint: it can be
    /// lost, come late or twice, and none is sent when a lease or claim expires. One round trip, on a connection of its own.
    /// </summary>
    /// <param name="onNotice">Called on any thread, also by several at once; must be quick and not throw. The key is valid during the call.</param>
    /// <param name="cancellationToken">Ends the wait; the subscription may be made all the same.</param>
    /// <returns>True: subscribed until the client is disposed. False: the backend has no notifications.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="onNotice"/> is null.</exception>
    /// <exception cref="KvException">The server does not allow it.</exception>
    public ValueTask<bool> SubscribeToNoticesAsync(Action<ReadOnlyMemory<byte>> onNotice, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(onNotice);
        return InvokeAsync(onNotice, static (client, onNotice, ct) => client.SubscribeToNoticesCoreAsync(onNotice, ct), cancellationToken);
    }

    /// <summary>Implements <see cref="SubscribeToNoticesAsync"/>. The default returns false; waiting calls then poll.</summary>
    /// <param name="onNotice">Called with the value's key.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected virtual ValueTask<bool> SubscribeToNoticesCoreAsync(Action<ReadOnlyMemory<byte>> onNotice, CancellationToken cancellationToken) => new(false);
}
