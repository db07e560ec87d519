using System.Collections.Immutable;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Memory;

namespace Derp.Kv;

// Subscribers are called on the thread that ended the lease or claim, or invalidated the key, after the store's lock was released.
public sealed partial class MemoryKvClient
{
    private ImmutableArray<Action<ReadOnlyMemory<byte>>> _subscribers = [];
    private ImmutableArray<Action<ReadOnlyMemory<byte>>> _nearSubscribers = [];

    /// <inheritdoc/>
    protected override ValueTask<bool> SubscribeToNoticesCoreAsync(Action<ReadOnlyMemory<byte>> onNotice, CancellationToken cancellationToken)
    {
        ImmutableInterlocked.Update(ref _subscribers, static (subscribers, added) => subscribers.Add(added), onNotice);
        return new(true);
    }

    internal override ValueTask<bool> SubscribeToNearNoticesCoreAsync(Action<ReadOnlyMemory<byte>> onNotice, Action onGap, CancellationToken cancellationToken)
    {
        ImmutableInterlocked.Update(ref _nearSubscribers, static (subscribers, added) => subscribers.Add(added), onNotice);
        return new(true);
    }

    internal override ValueTask<bool> PublishNearCoreAsync(byte[] notice, CancellationToken cancellationToken)
    {
        TellNear(notice);
        return new(true);
    }

    private void TellEnd(MemoryEntry lease, ReadOnlyMemory<byte> key)
    {
        if (lease.Value.Length <= LeaseToken.Size || lease.Value[LeaseToken.Size] != 1)
            return;

        Tell(key);
    }

    private void Tell(ReadOnlyMemory<byte> key)
    {
        foreach (var subscriber in _subscribers)
            subscriber(key);
    }

    private void TellNear(ReadOnlySpan<byte> key)
    {
        if (!_nearSubscribers.IsEmpty && NearNoticeOf(key) is { Length: > 0 } notice)
            TellNear(notice);
    }

    private void TellNear(byte[] notice)
    {
        foreach (var subscriber in _nearSubscribers)
            subscriber(notice);
    }
}
