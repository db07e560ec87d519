using System.IO.Hashing;

namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// What the store has denied a short while ago: the same call is denied again without a command (R16). Readers take no lock.
/// </summary>
/// <remarks>
/// <para>
/// A denial lasts until its <see cref="RateLimitResult.RetryAfter"/> has passed since the call was <em>sent</em>, which is not after the
/// server decided: until then the server would deny the call too. The wait that is told counts from the receipt, which is not before.
/// Both count by the monotonic clock. It stands still while a machine is suspended, after which a denial can be up to
/// <see cref="Longest"/> too old, as after a reset through another client.
/// </para>
/// <para>
/// The table has a fixed size. A denial whose set is full takes the place of the one that ends first, which costs a command. What has
/// ended stays until another denial takes its place.
/// </para>
/// </remarks>
internal sealed class Denials(TimeProvider time)
{
    /// <summary>How long a denial is remembered at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>How many denials are remembered at most.</summary>
    public const int Most = Sets * SetSize;

    private const int Sets = 1024;
    private const int SetSize = 8;

    private readonly Lock _gate = new();
    private readonly long[] _forgotten = new long[Sets];

    // An attacker who knew it could choose keys of one set. Those would only cost commands.
    private long _seed;
    private Denial?[]? _places;
    private long _forgettings;
    private bool _areAsked;

    /// <summary>Of the hashes of keys. Set before the first call.</summary>
    public ulong Seed
    {
        set => _seed = (long)value;
    }

    /// <summary>Whether the store was ever asked: otherwise there is nothing to forget.</summary>
    public bool AreAsked => Volatile.Read(ref _areAsked);

    /// <summary>Whether a call was ever denied: otherwise a look-up is not worth its key.</summary>
    public bool Any => Volatile.Read(ref _places) is not null;

    /// <summary>To be called right before the store is asked.</summary>
    public Asking Ask()
    {
        if (!_areAsked)
            Volatile.Write(ref _areAsked, true);
        return new(time.GetTimestamp(), Volatile.Read(ref _forgettings));
    }

    /// <summary>The denial of the same call, with the time that is left of it.</summary>
    public bool TryFind(ReadOnlySpan<byte> key, in PermitRequest request, out RateLimitResult result)
    {
        if (Volatile.Read(ref _places) is { } places)
        {
            var hash = HashOf(key);
            foreach (ref var place in SetOf(places, hash))
            {
                if (Volatile.Read(ref place) is not { } denial || denial.Hash != hash || !key.SequenceEqual(denial.Key))
                    continue;
                var now = time.GetTimestamp();
                if (denial.Request != request || !IsValid(denial, now))
                    break;
                result = Left(denial, time.GetElapsedTime(denial.ReceivedAt, now));
                return true;
            }
        }

        result = default;
        return false;
    }

    /// <summary>Remembers what the store has answered, if it is a denial.</summary>
    /// <param name="key">The counter's key; kept.</param>
    /// <param name="request">The call.</param>
    /// <param name="asking">What <see cref="Ask"/> returned before.</param>
    /// <param name="result">The answer.</param>
    public void Note(byte[] key, in PermitRequest request, in Asking asking, in RateLimitResult result)
    {
        // A peek asks for the state, and an answer without the store's count is none.
        if (result.Allowed || !result.Counted || request.Cost == 0 || result.RetryAfter is not { } wait)
            return;

        var denial = new Denial(HashOf(key), key, request, result, asking.SentAt, time.GetTimestamp(), wait < Longest ? wait : Longest);
        lock (_gate)
        {
            // Asked before a reset or refund, it may have been denied before it too.
            if (_forgotten[SetNumberOf(denial.Hash)] > asking.Forgettings)
                return;
            _places ??= new Denial?[Most];
            Volatile.Write(ref PlaceFor(denial), denial);
        }
    }

    /// <summary>The counter has changed: what was denied, and what was asked until now, is not remembered.</summary>
    public void Forget(ReadOnlySpan<byte> key)
    {
        var hash = HashOf(key);
        lock (_gate)
        {
            _forgotten[SetNumberOf(hash)] = Interlocked.Increment(ref _forgettings);
            foreach (ref var place in _places is { } places ? SetOf(places, hash) : default)
            {
                if (place is { } denial && denial.Hash == hash && key.SequenceEqual(denial.Key))
                    Volatile.Write(ref place, null);
            }
        }
    }

    /// <summary>How many are valid now.</summary>
    public int Count => Volatile.Read(ref _places)?.Count(place => place is not null && IsValid(place, time.GetTimestamp())) ?? 0;

    private static int SetNumberOf(ulong hash) => (int)(hash % Sets);

    private static Span<Denial?> SetOf(Denial?[] places, ulong hash) => places.AsSpan(SetNumberOf(hash) * SetSize, SetSize);

    private ulong HashOf(ReadOnlySpan<byte> key) => XxHash3.HashToUInt64(key, _seed);

    private bool IsValid(Denial denial, long now) => time.GetElapsedTime(denial.SentAt, now) < denial.Life;

    private static RateLimitResult Left(Denial denial, TimeSpan passed)
    {
        var reset = denial.Result.ResetAfter - passed;
        return denial.Result with { RetryAfter = denial.Result.RetryAfter - passed, ResetAfter = reset > TimeSpan.Zero ? reset : TimeSpan.Zero };
    }

    // That of the key, or else the one that ends first; a free one has ended.
    private ref Denial? PlaceFor(Denial denial)
    {
        var set = SetOf(_places!, denial.Hash);
        var (chosen, earliest) = (0, TimeSpan.MaxValue);
        for (var i = 0; i < set.Length; i++)
        {
            if (set[i] is not { } there)
            {
                if (earliest != TimeSpan.MinValue)
                    (chosen, earliest) = (i, TimeSpan.MinValue);
                continue;
            }

            if (there.Hash == denial.Hash && there.Key.AsSpan().SequenceEqual(denial.Key))
                return ref set[i];
            var left = there.Life - time.GetElapsedTime(there.SentAt, denial.ReceivedAt);
            if (left < earliest)
                (chosen, earliest) = (i, left);
        }

        return ref set[chosen];
    }

    /// <summary>When a call was sent.</summary>
    /// <param name="SentAt">By the monotonic clock.</param>
    /// <param name="Forgettings">How many resets and refunds were before.</param>
    public readonly record struct Asking(long SentAt, long Forgettings);

    private sealed record Denial(ulong Hash, byte[] Key, PermitRequest Request, RateLimitResult Result, long SentAt, long ReceivedAt, TimeSpan Life);
}
