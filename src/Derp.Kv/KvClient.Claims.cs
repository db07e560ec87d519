using System.Runtime.CompilerServices;
using Derp.Kv.Coordination.Claims;

namespace Derp.Kv;

// The steps of a claim that another call may wait for. A backend without notices does the same by its plain operations, and waiters poll.
public abstract partial class KvClient
{
    // Permissions are granted again, but not often.
    private static readonly TimeSpan s_unseenAfterRefusal = TimeSpan.FromSeconds(30);

    private ClaimWaiters? _claimWaiters;
    private long _waitersRefusedAt; // 0: never.

    /// <summary>The calls here that wait for claims of others.</summary>
    internal ClaimWaiters ClaimWaiters =>
        Volatile.Read(ref _claimWaiters) ?? Interlocked.CompareExchange(ref _claimWaiters, new ClaimWaiters(), null) ?? _claimWaiters;

    /// <summary>What a waiting call leaves beside the record: a zero byte, and the channel on which its client listens.</summary>
    internal static byte[] ClaimMarkOf(ReadOnlySpan<byte> channel) => [0, .. channel];

    /// <summary>A notice of the store: who waits for this key, for a lease or for a claim, asks again.</summary>
    internal void Notified(ReadOnlySpan<byte> key)
    {
        Flights.Find(key)?.Notify();
        Volatile.Read(ref _claimWaiters)?.Notify(key);
    }

    /// <summary>As <see cref="SetNxGetAsync"/>, for a call that waits: it leaves a mark, if told to, by which its client is told when the claim ends.</summary>
    internal virtual async ValueTask<ClaimAnswer> ClaimOrWaitCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, TimeSpan life, bool mark, CancellationToken cancellationToken) =>
        new(await SetNxGetCoreAsync(key, record, life, cancellationToken).ConfigureAwait(false), null);

    /// <summary>As <see cref="CompareAndSetAsync"/> with a completed record, and tells those who wait.</summary>
    internal virtual async ValueTask<ClaimEnd> CompleteClaimCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, ReadOnlyMemory<byte> completed, TimeSpan life, CancellationToken cancellationToken) =>
        await CompareAndSetCoreAsync(key, record, completed, life, cancellationToken).ConfigureAwait(false) ? ClaimEnd.Ended : ClaimEnd.NotOwned;

    /// <summary>As <see cref="CompareAndDeleteAsync"/>, and tells those who wait.</summary>
    internal virtual async ValueTask<ClaimEnd> ReleaseClaimCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, CancellationToken cancellationToken) =>
        await CompareAndDeleteCoreAsync(key, record, cancellationToken).ConfigureAwait(false) ? ClaimEnd.Ended : ClaimEnd.NotOwned;

    // If the user may not look for marks, each look would be noted in the server's ACL log.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> CompleteClaimAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, ReadOnlyMemory<byte> completed, TimeSpan life, CancellationToken cancellationToken) =>
        AreWaitersHidden()
            ? HasEnded(key, await CompareAndSetCoreAsync(key, record, completed, life, cancellationToken).ConfigureAwait(false) ? ClaimEnd.Ended : ClaimEnd.NotOwned)
            : HasEnded(key, await CompleteClaimCoreAsync(key, record, completed, life, cancellationToken).ConfigureAwait(false));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReleaseClaimAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> record, CancellationToken cancellationToken) =>
        AreWaitersHidden()
            ? HasEnded(key, await CompareAndDeleteCoreAsync(key, record, cancellationToken).ConfigureAwait(false) ? ClaimEnd.Ended : ClaimEnd.NotOwned)
            : HasEnded(key, await ReleaseClaimCoreAsync(key, record, cancellationToken).ConfigureAwait(false));

    // Who waits here is told without the server.
    private bool HasEnded(ReadOnlyMemory<byte> key, ClaimEnd end)
    {
        if (end == ClaimEnd.NotOwned)
            return false;
        if (end == ClaimEnd.EndedUnseen)
            Volatile.Write(ref _waitersRefusedAt, Time.GetTimestamp());
        Volatile.Read(ref _claimWaiters)?.Notify(key.Span);
        return true;
    }

    private bool AreWaitersHidden() =>
        Volatile.Read(ref _waitersRefusedAt) is not 0 and var refused && Time.GetElapsedTime(refused) < s_unseenAfterRefusal;
}
