using System.Buffers.Binary;
using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Diagnostics;
using Derp.Kv.Near;

namespace Derp.Kv;

// What invalidations mean for near entries: those of this client are void before and after the command (N2), those of others
// when their notice comes (N3).
public abstract partial class KvClient
{
    private const string NearChannelName = "derp:near";

    /// <summary>The notice that stands for all keys.</summary>
    private static readonly byte[] s_all = [0];

    private readonly Lock _nearGate = new();
    private NearCache? _near;
    private Generations? _generations;
    private bool _nearEnabled;
    private bool _isNearClosed;
    private byte[]? _nearChannel;

    /// <summary>
    /// Whether methods with <c>Near</c> answer from this process's memory. Begins with <see cref="KvClientOptions.NearEnabled"/>, can be changed at
    /// any time, and holds from the next read on.
    /// </summary>
    public bool NearEnabled
    {
        get => Volatile.Read(ref _nearEnabled);
        set
        {
            lock (_nearGate)
            {
                Volatile.Write(ref _nearEnabled, value);
                _near?.Switch(value);
            }
        }
    }

    /// <summary>Null until a method with <c>Near</c> has read the store.</summary>
    internal NearCache? Near => _near;

    /// <summary>By which this process knows what was invalidated; made by the first call that needs it.</summary>
    internal Generations Generations
    {
        get
        {
            if (Volatile.Read(ref _generations) is { } open)
                return open;
            Interlocked.CompareExchange(ref _generations, new Generations(), null);
            return _generations;
        }
    }

    /// <summary>The channel of notices of invalidations. They carry hashes of keys, never keys.</summary>
    internal byte[] NearChannel => _nearChannel ??= Encoding.UTF8.GetBytes(Options.KeyPrefix + NearChannelName);

    /// <summary>What tells other processes of a key's invalidation; empty where nothing is published.</summary>
    internal byte[] NearNoticeOf(ReadOnlySpan<byte> key)
    {
        if (!Options.NearNotices)
            return [];
        var notice = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(notice, KeyDigest.Of(key));
        return notice;
    }

    /// <summary>The near cache, made by the first call that needs it.</summary>
    internal NearCache OpenNear()
    {
        if (_near is { } open)
            return open;

        lock (_nearGate)
        {
            if (_near is null)
            {
                var near = new NearCache(this);
                near.Notices.TurnOn();
                KvMetrics.NearCaches.Add(near, MetricName);
                if (_isNearClosed)
                    near.Close();
                _near = near;
                near.Refresh();
            }

            return _near;
        }
    }

    /// <summary>Hands on what <see cref="InvalidateAsync"/> and its kin publish through other clients, and says when some of it may have been lost. The default has none.</summary>
    /// <param name="onNotice">Quick, and does not throw. Called on any thread, in any order.</param>
    /// <param name="onGap">Called when the subscription was interrupted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the backend has notices.</returns>
    internal virtual ValueTask<bool> SubscribeToNearNoticesCoreAsync(Action<ReadOnlyMemory<byte>> onNotice, Action onGap, CancellationToken cancellationToken) => new(false);

    /// <summary>Publishes a notice that no script does.</summary>
    internal virtual ValueTask<bool> PublishNearCoreAsync(byte[] notice, CancellationToken cancellationToken) => new(false);

    private void CloseNear()
    {
        lock (_nearGate)
        {
            _isNearClosed = true;
            _near?.Close();
        }

        if (_near is { } near)
            KvMetrics.NearCaches.Remove(near);
    }

    // Of a client without near entries the generations only tell which flights of methods with tags are too old to be joined.
    private void Void(ReadOnlySpan<byte> key)
    {
        if (_near is { } near)
            near.Void(KeyDigest.Of(key));
        else
            _generations?.Void(Generations.StripeOf(KeyDigest.Of(key)));
    }

    private void VoidAll()
    {
        if (_near is { } near)
            near.VoidAll("invalidation");
        else
            _generations?.VoidAll();
    }
}
