using Derp.Kv.Coordination.Tags;
using Derp.Kv.Diagnostics;

namespace Derp.Kv.Coordination.Flights;

/// <summary>What a flight asks of the store for its key. Each step handles the failure of the store itself.</summary>
internal abstract class KeyFlight<TValue>(KvClient client, byte[] key, GuardCodec<TValue> codec) : Flight(key, client.Background)
{
    public override string Method => Policy.Method;

    protected KvClient Client => client;

    protected GuardCodec<TValue> Codec => codec;

    protected abstract GuardPolicy Policy { get; }

    /// <summary>Asks for the value or the lease, and for the stamps of the tags.</summary>
    /// <param name="marked">Whether to be told of the end of another's lease.</param>
    /// <param name="shared">Asks once for a tag that several flights have; null: this one asks alone.</param>
    protected ValueTask<LeaseResult> AskAsync(bool marked, SharedStamps? shared = null) => codec.Tags is { } tags
        ? AskAsync(tags, shared, marked)
        : client.Inner.GetOrLeaseAsync(Key, Lease, Policy.LockTtl, marked);

    // In one write, and the stamps first: the body begins after both.
    private async ValueTask<LeaseResult> AskAsync(TagStamps tags, SharedStamps? shared, bool marked)
    {
        var stamps = shared is null ? tags.AskAsync(client, StampLife) : tags.AskAsync(shared.TakeAsync);
        var lease = client.Inner.GetOrLeaseAsync(Key, Lease, Policy.LockTtl, marked).AsTask();
        await Task.WhenAll(stamps, lease).ConfigureAwait(false);
        return await lease.ConfigureAwait(false);
    }

    // A value that looks outdated may be newer than the stamps. Null: the store has failed.
    protected async ValueTask<bool?> IsCurrentAsync(byte[] stored)
    {
        if (codec.IsCurrent(stored))
            return true;
        try
        {
            await codec.Tags!.AskAgainAsync(client, StampLife, stored).ConfigureAwait(false);
            return codec.IsCurrent(stored);
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            NoteFailure("stamps", e);
            return null;
        }
    }

    // The value is stored when the body ends, at the latest after MaxHold.
    protected virtual TimeSpan StampLife => Policy.Ttl + Policy.MaxHold;

    protected (byte[]? Bytes, bool Store) Encode(TValue value, in ValueNotes notes = default)
    {
        byte[] bytes;
        try
        {
            bytes = codec.Encode(Key, value, client.Time, notes);
            client.RoundTrips?.Verify(Policy.Method, codec, Key, value, bytes);
        }
#pragma warning disable CA1031 // A custom serializer may throw anything; the callers still get the value.
        catch (Exception e)
#pragma warning restore CA1031
        {
            KvMetrics.ValueNotStored(Policy.Method, "not_serialized");
            client.Log.NotSerialized(Policy.Method, e);
            return (null, false);
        }

        return (bytes, codec.ShouldStore(value) && IsOfSize(bytes));
    }

    protected bool IsOfSize(byte[] bytes)
    {
        if (bytes.Length <= codec.MaxSize(client.Options))
            return true;
        KvMetrics.ValueNotStored(Policy.Method, "too_large");
        client.Log.Oversized(Policy.Method, bytes.Length);
        return false;
    }

    /// <summary>Stores a value under the lease.</summary>
    /// <returns>Whether the lease was this flight's.</returns>
    protected virtual ValueTask<bool> StoreAsync(byte[] bytes) => client.Inner.CommitLeaseAsync(Key, Lease, bytes, Policy.Ttl);

    protected async Task CommitAsync(byte[] bytes, FlightOutcome outcome)
    {
        try
        {
            codec.BeginCommit();

            // False: the lease expired, was invalidated or has a new owner; the value is returned and not stored.
            if (await StoreAsync(bytes).ConfigureAwait(false))
                codec.Keep(Key, outcome);
            else
                KvMetrics.ValueNotStored(Policy.Method, "lease_lost");
            client.WriteBreaker.Succeeded();
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            NoteFailure("commit", e);
            ReleaseInBackground();
        }
    }

    protected async Task<bool> TryRemoveAsync(byte[] stored, bool isCurrent)
    {
        try
        {
            // By comparison: what another caller has repaired meanwhile is kept. Either way the next request decides.
            if (await client.Inner.CompareAndDeleteAsync(Key, stored).ConfigureAwait(false))
            {
                if (!isCurrent)
                {
                    KvMetrics.Outdated(Policy.Method);
                    return true;
                }

                KvMetrics.Unreadable(Policy.Method);
                if (codec.IsForeign(Key, stored))
                    client.Log.ForeignValue(Policy.Method);
                else
                    client.Log.Unreadable(Policy.Method, codec.WhyUnreadable(Key, stored));
            }

            return true;
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            NoteFailure("remove", e);
            return false;
        }
    }

    protected override async Task ReleaseAsync()
    {
        try
        {
            await client.Inner.ReleaseLeaseAsync(Key, Lease).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            // The lease expires.
            NoteFailure("release", e);
        }
    }

    protected void NoteFailure(string operation, Exception exception) =>
        client.NoteFailure(Policy.Method, operation, exception, isFirst: TryCountFailure());
}
