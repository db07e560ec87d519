namespace Derp.Kv.Coordination.Permits;

/// <summary>
/// The generic cell rate algorithm (ITU-T I.371): the missing units of the bucket, as the time that it takes to fill, in parts of a
/// microsecond. The script <see cref="Scripts.PermitScripts.TokenBucket"/> is the same arithmetic.
/// </summary>
/// <remarks>
/// The clock counts whole microseconds. A call is admitted in the microsecond in which the bucket has enough units. A missing
/// part of a microsecond stays owed: otherwise a rate near one per microsecond would be halved.
/// </remarks>
internal static class TokenBucket
{
    // Products of the burst and an interval stay well below 2^53.
    private const long LongestScaled = 1L << 50;

    /// <summary>
    /// The parts of a microsecond that one unit takes to come back, and how many parts make one. These are as many as make it exact, or, if
    /// that is too fine for a script's numbers, as many as fit. Rounded up, which can only admit less, by less than one part in 2^17.
    /// </summary>
    public static (long Interval, long Scale) RateOf(in PermitRequest request)
    {
        var (window, limit) = (request.WindowMilliseconds * 1000, request.Limit);
        var (interval, rest) = Math.DivRem(window, limit);
        if (rest == 0)
            return (interval, 1);

        var scale = Math.Min(limit / GreatestCommonDivisor(limit, rest), LongestScaled / window);
        return (((window * scale) + limit - 1) / limit, scale);
    }

    /// <param name="stored">The key's value; null when there is none.</param>
    /// <param name="left">The milliseconds until the key expires; below 0: it has no expiry.</param>
    /// <param name="now">The server's clock, in microseconds.</param>
    /// <param name="request">Checked.</param>
    /// <exception cref="KvException">The value is not a counter.</exception>
    public static PermitOutcome Run(byte[]? stored, long left, long now, in PermitRequest request)
    {
        var (interval, scale) = RateOf(request);
        var level = Level.Read(stored, now, interval, scale, request.Capacity);
        var life = 0L;
        if (stored is not null && (left < 0 || left > level.Longest))
            left = life = level.Longest;
        if (level.EndsWithKey && left == 0)
            level = default;

        var cost = request.Cost * interval;
        var denied = level.Owed + cost - (request.Capacity * interval) >= scale;
        if (denied || cost == 0)
        {
            var decision = level.EndsWithKey
                ? Decide(denied, level.Owed, level.IsConstant ? left * 1000 : level.Ahead, left * 1000, request)
                : Decide(denied, level.Owed, 0, long.MaxValue, request);
            return new(decision, null, life);
        }

        var state = new TokenBucketState(level.Owed + cost, now, interval, scale);
        return new(Decide(denied: false, state.Owed, 0, long.MaxValue, request), state.ToBytes(), state.Life);
    }

    /// <param name="denied">Whether the bucket has fewer units than the call takes.</param>
    /// <param name="owed">The missing units now, including the call's own if it is admitted.</param>
    /// <param name="ahead">Microseconds before it begins to fill.</param>
    /// <param name="left">Microseconds after which the key expires and the bucket is full.</param>
    /// <param name="request">Checked.</param>
    public static PermitDecision Decide(bool denied, long owed, long ahead, long left, in PermitRequest request)
    {
        var (interval, scale) = RateOf(request);
        var burst = request.Capacity * interval;
        var remaining = Math.Clamp((burst - owed + scale - 1) / interval, 0, request.Capacity);
        var retry = denied ? ahead + ((owed + (request.Cost * interval) - burst) / scale) : 0;
        var reset = owed == 0 ? 0 : ahead + ((owed + scale - 1) / scale);
        return new(!denied, request.Capacity - remaining, remaining, Math.Min(retry, left), Math.Min(reset, left));
    }

    private static long GreatestCommonDivisor(long a, long b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }

    /// <summary>
    /// The missing units at the rate of the asking call: those at the last write, less the time since then.
    /// </summary>
    /// <param name="Owed">In parts of a microsecond of the asking settings.</param>
    /// <param name="Ahead">How far, in microseconds, the clock is behind the time of the last write.</param>
    /// <param name="Longest">The longest possible expiry of the key, in milliseconds.</param>
    /// <param name="EndsWithKey">Whether the key can expire before the bucket is full: other settings, or a clock that was set back.</param>
    /// <param name="IsConstant">Whether no unit comes back before the key expires.</param>
    private readonly record struct Level(long Owed, long Ahead, long Longest, bool EndsWithKey, bool IsConstant)
    {
        public static Level Read(byte[]? stored, long now, long interval, long scale, long capacity)
        {
            if (stored is null)
                return default;
            if (!TokenBucketState.TryParse(stored, out var state))
            {
                var other = OtherCounter.Parse(stored, new TokenBucketState(capacity * interval, now, interval, scale).Life);
                return new(Math.Min(other.Units, MostUnits(interval)) * interval, 0, other.Longest, EndsWithKey: true, IsConstant: true);
            }

            var differs = state.Interval != interval || state.Scale != scale;
            var owed = differs ? Convert(state, interval) : state.Owed;
            var gone = (Int128)Math.Max(0, now - state.Time) * scale;
            return new(
                gone >= owed ? 0 : owed - (long)gone,
                Math.Max(0, state.Time - now),
                state.Life,
                EndsWithKey: differs || state.Time > now,
                IsConstant: false);
        }

        // As in the script, whose numbers are doubles, the part of a unit is converted in doubles and rounded up.
        private static long Convert(in TokenBucketState state, long interval)
        {
            var (units, rest) = Math.DivRem(state.Owed, state.Interval);
            return (Math.Min(units, MostUnits(interval)) * interval) + (long)Math.Ceiling((double)rest * interval / state.Interval);
        }

        private static long MostUnits(long interval) => ((CounterText.Limit - 1) / interval) - 1;
    }
}
