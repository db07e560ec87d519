using System.Buffers.Binary;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Diagnostics;
using Derp.Kv.Keys;

namespace Derp.Kv.Near;

/// <summary>
/// What one client keeps of values in its own memory, and what makes it let go of them: deadlines, generations, the budget, and
/// a timer that runs while there is anything.
/// </summary>
internal sealed class NearCache
{
    private static readonly TimeSpan s_betweenSweeps = TimeSpan.FromSeconds(1);

    private readonly Generations _generations;
    private readonly NearClock _clock;
    private readonly NearTable _table;
    private readonly ClockWatch _watch;
    private readonly Lock _timing = new();
    private IDisposable? _timer;
    private TimeSpan _shortest = TimeSpan.MaxValue;
    private long _swept;
    private long _voided;
    private volatile bool _isOn;
    private volatile bool _isServing;
    private bool _isClosed;

    public NearCache(KvClient client)
    {
        Client = client;
        _generations = client.Generations;
        _clock = new NearClock(client.Time);
        _table = new NearTable(_clock, _generations, client.Options.NearMaxBytes);
        _watch = new ClockWatch(client.Time);
        Notices = new NearNotices(client, this);
        Seed = client.Chance.NextSeed();
        _isOn = client.NearEnabled;
        Refresh();
    }

    /// <summary>Whether reads are answered without a question: not after the client's end, and not while it is switched off, or while some flow has written what it holds.</summary>
    public bool IsServing => _isServing;

    /// <summary>Whose entries these are.</summary>
    public KvClient Client { get; }

    /// <summary>Of the hashes of keys.</summary>
    public ulong Seed { get; }

    public NearNotices Notices { get; }

    public int Count => _table.Count;

    /// <summary>How many stripes were voided so far.</summary>
    public long Voided => Volatile.Read(ref _voided);

    public long Bytes => _table.Bytes;

    /// <inheritdoc cref="NearTable.Find{TKey}"/>
    public NearEntry? Find<TKey>(ulong hash, object owner, in TKey key)
        where TKey : struct, INearKey<TKey> => _table.Find(hash, owner, key);

    /// <inheritdoc cref="NearTable.Find(ulong, object, ReadOnlySpan{byte})"/>
    public NearEntry? Find(ulong hash, object owner, ReadOnlySpan<byte> key) => _table.Find(hash, owner, key);

    /// <summary>To be called before the command is sent that may vouch for a value.</summary>
    /// <param name="stripe">The key's.</param>
    /// <param name="near">How long its method answers from memory.</param>
    /// <param name="tags">The stripes of its tags; null: there are none.</param>
    public ReadMark Mark(int stripe, TimeSpan near, int[]? tags = null)
    {
        var generation = _generations.Of(stripe, tags);
        var sent = _clock.Now - _clock.Grain;
        return new(sent, sent + Milliseconds(near), generation);
    }

    /// <summary>A mark under which an entry answers no longer than this from now.</summary>
    public ReadMark Shortened(ReadMark mark, TimeSpan atMost) => mark with { Deadline = Math.Min(mark.Deadline, _clock.Now - _clock.Grain + Milliseconds(atMost)) };

    /// <summary>What <see cref="NearEntry.AgeAtDeadline"/> says of a value.</summary>
    public int AgeAtDeadline(DateTimeOffset created, long deadline, bool isStale)
    {
        var age = (int)Math.Clamp((Client.Time.GetUtcNow() - created).TotalMilliseconds + deadline - _clock.Now, 0, int.MaxValue);
        return isStale ? ~age : age;
    }

    /// <summary>How old an entry's value is now, and whether it is past its lifetime.</summary>
    public (TimeSpan Age, bool IsStale) AgeOf(NearEntry entry)
    {
        var isStale = entry.AgeAtDeadline < 0;
        var age = (isStale ? ~entry.AgeAtDeadline : entry.AgeAtDeadline) - (entry.Deadline - _clock.Now);
        return (TimeSpan.FromMilliseconds(Math.Max(0, age)), isStale);
    }

    /// <summary>Whether what was asked for under a mark may still answer a call.</summary>
    /// <param name="stripe">The key's.</param>
    /// <param name="mark">Perhaps that of a method that answers from memory for longer.</param>
    /// <param name="near">How long the call's own method answers from memory.</param>
    /// <param name="tags">The stripes of its tags; null: there are none.</param>
    public bool Stands(int stripe, ReadMark mark, TimeSpan near, int[]? tags = null) =>
        _clock.Now < Math.Min(mark.Deadline, mark.Sent + Milliseconds(near)) && _generations.Of(stripe, tags) == mark.Generation;

    /// <summary>Keeps an entry, if it is valid and there is room.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="method">For metrics.</param>
    /// <param name="near">How long its method answers from memory.</param>
    public void Put(NearEntry entry, string method, TimeSpan near)
    {
        // Stillborn: a notice has overtaken the answer, or the answer took too long.
        if (_generations.Of(entry.Stripe, entry.Tags) != entry.Generation)
            KvMetrics.NotKeptNear(method, "voided");
        else if (_clock.Now >= entry.Deadline)
            KvMetrics.NotKeptNear(method, "late");
        else if (!_isOn)
            KvMetrics.NotKeptNear(method, "disabled");
        else if (!_table.TryPut(entry))
            KvMetrics.NotKeptNear(method, "full");
        else
            Kept(method, near);
    }

    /// <summary>A key was invalidated, here or elsewhere.</summary>
    /// <param name="digest">Of the written key.</param>
    public void Void(ulong digest)
    {
        _generations.Void(Generations.StripeOf(digest));
        Interlocked.Increment(ref _voided);
    }

    /// <summary>It is not known what was invalidated.</summary>
    /// <param name="reason">For metrics.</param>
    public void VoidAll(string reason)
    {
        KvMetrics.FlushedNear(Client.MetricName, reason);
        _generations.VoidAll();
        Interlocked.Add(ref _voided, Generations.Stripes);
    }

    /// <summary>What another process has published after an invalidation: hashes of keys, or one byte for all of them.</summary>
    public void Receive(ReadOnlySpan<byte> notice)
    {
        if (notice.Length == 1)
        {
            VoidAll("notice");
            Notify(Client.Flights.DetachAll([]));
        }
        else if (notice.Length == 0 || notice.Length % KeyDigest.Size != 0)
        {
            KvMetrics.NearNoticeIgnored(Client.MetricName);
        }
        else
        {
            for (; !notice.IsEmpty; notice = notice[KeyDigest.Size..])
            {
                var digest = BinaryPrimitives.ReadUInt64BigEndian(notice);
                Void(digest);
                Notify(Client.Flights.Detach(digest));
            }
        }
    }

    /// <summary>Off, nothing is held.</summary>
    public void Switch(bool on)
    {
        lock (_timing)
        {
            _isOn = on && !_isClosed;
            Refresh();
            if (_isOn)
                return;
            _timer?.Dispose();
            _timer = null;
        }

        _table.Clear();
    }

    public void Close()
    {
        lock (_timing)
            _isClosed = true;
        Switch(on: false);
    }

    /// <summary>Whether reads are answered once it is known that their own flow has not written what they read.</summary>
    public bool IsHeldBack => _isOn && !_isServing;

    /// <summary>A flow has begun or ended to hold invalidations back.</summary>
    public void Refresh()
    {
        lock (_timing)
            _isServing = _isOn && !Client.HasDeferrals;
    }

    private static long Milliseconds(TimeSpan near) => near.Ticks / TimeSpan.TicksPerMillisecond;

    // A flight that waits for a lease looks at once: the lease is void.
    private static void Notify(List<Flight> flights)
    {
        foreach (var flight in flights)
            flight.Notify();
    }

    private void Kept(string method, TimeSpan near)
    {
        KvMetrics.KeptNear(method);
        KeepTime(near);

        // It may have been put after the table was cleared.
        if (!_isOn)
            _table.Clear();
    }

    // The timer runs for the method that answers the shortest time.
    private void KeepTime(TimeSpan near)
    {
        // After the put. The tick that stops the timer looks for entries after it has made it null: one of the two sees the other.
        Interlocked.MemoryBarrier();
        if (_timer is not null && near >= _shortest)
            return;

        var wasSuspended = false;
        lock (_timing)
        {
            if (!_isOn || (_timer is not null && near >= _shortest))
                return;

            // A timer that takes the place of another one looks at the clocks for it, as it begins anew.
            wasSuspended = _timer is not null && HaveClocksParted();
            _timer?.Dispose();
            _shortest = near < _shortest ? near : _shortest;
            _swept = _clock.Now;
            _watch.Begin();
            var period = _shortest / 4;
            _timer = Client.Background.Every(period < s_betweenSweeps ? period : s_betweenSweeps, Client.Time, Tick);
        }

        if (wasSuspended)
            VoidAll("clock");
    }

    private bool HaveClocksParted() => _watch.HaveParted(_shortest / 2);

    private void Tick()
    {
        bool wasSuspended;
        lock (_timing)
            wasSuspended = HaveClocksParted();
        if (wasSuspended)
            VoidAll("clock");
        Notices.TurnOn();

        if (_clock.Now - _swept < s_betweenSweeps.TotalMilliseconds)
            return;
        _swept = _clock.Now;
        _table.Sweep();
        lock (_timing)
            StopIfEmpty();
    }

    private void StopIfEmpty()
    {
        if (_table.Count > 0)
            return;

        var idle = _timer;
        _timer = null;
        Interlocked.MemoryBarrier();
        if (_table.Count > 0)
            _timer = idle;
        else
            idle?.Dispose();
    }
}
