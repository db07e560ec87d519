using Derp.Kv.Memory;

namespace Derp.Kv;

/// <summary>
/// A client whose store is this process's memory: for one process, for tests, and to begin without a server. It gives
/// the same guarantees as the other clients. Writes take one lock; reads of values take none.
/// </summary>
/// <remarks>
/// It is bounded by <see cref="KvClientOptions.MemoryMaxEntries"/> and <see cref="KvClientOptions.MemoryMaxBytes"/>. When
/// it is full, values are evicted, those first that were not read lately. Claims (<see cref="KvClient.SetNxAsync"/>,
/// <see cref="KvClient.SetNxGetAsync"/>), values that replace them by comparison, leases and counters are never evicted. If only such
/// entries are left, or a value is larger than the bound, a write throws <see cref="KvUnavailableException"/> and changes
/// nothing. Expiry follows <see cref="TimeProvider.GetTimestamp"/>, so a change of the system's clock has no effect.
/// </remarks>
public sealed partial class MemoryKvClient : KvClient
{
    private readonly MemoryStore _store;

    /// <summary>Creates an empty store.</summary>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public MemoryKvClient(KvClientOptions? options = null)
        : base(options, isShared: false) => _store = new MemoryStore(Options.TimeProvider, Options.MemoryMaxEntries, Options.MemoryMaxBytes);

    internal MemoryStore Store => _store;

    /// <inheritdoc/>
    protected override ValueTask DisposeCoreAsync()
    {
        _store.Clear();
        return base.DisposeCoreAsync();
    }

    private static long DeadlineOf(TimeSpan? ttl, long now) => ttl is { } life ? now + life.Ticks : MemoryEntry.NoDeadline;

    // As a server reports it: whole milliseconds, and never zero for what is still there.
    private static TimeSpan RemainingOf(MemoryEntry entry, long now) => TimeSpan.FromMilliseconds(RemainingMilliseconds(entry, now));

    private static long RemainingMilliseconds(MemoryEntry entry, long now) =>
        ((entry.Deadline - now - 1) / TimeSpan.TicksPerMillisecond) + 1;
}
