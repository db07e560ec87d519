namespace Derp.Kv.Coordination.Scripts;

/// <summary>
/// A fixed window that gives a process several permits at once (R17): whole calls' worth of what is left, at least one and at most as many
/// as are asked for. A call that not even one is left for is denied as ever.
/// </summary>
/// <remarks>Arguments: limit, window in ms, cost of one call, the most units. Returns the units given (0: denied), the count, and the milliseconds left.</remarks>
internal static class PermitBatchScript
{
    public static readonly Script Acquire = new($$"""
        local call, dry = redis.call, false
        local key, limit, window, cost, most = KEYS[1], ARGV[1] + 0, ARGV[2] + 0, ARGV[3] + 0, ARGV[4] + 0
        {{PermitScripts.Numbers}}
        {{PermitScripts.FixedWindowState}}
        local room = math.min(most, limit - count)
        if room > cost then cost = room - math.fmod(room, cost) end
        {{PermitScripts.FixedWindowTake}}
        if denied then cost = 0 end
        return {cost, count, left}
        """);
}
