namespace Derp.Kv.Coordination.Permits;

/// <summary>What goes to <see cref="Scripts.ManyPermitsScript"/> and what comes back.</summary>
internal static class ManyPermits
{
    /// <summary>The arguments of all limits.</summary>
    public static long[] ArgumentsOf(IReadOnlyList<PermitRequest> requests)
    {
        var arguments = new long[requests.Count * Scripts.ManyPermitsScript.Arguments];
        for (var i = 0; i < requests.Count; i++)
        {
            var own = arguments.AsSpan(i * Scripts.ManyPermitsScript.Arguments, Scripts.ManyPermitsScript.Arguments);
            own[0] = (long)requests[i].Algorithm;
            PermitProtocol.WriteArguments(requests[i], own[1..]);
        }

        return arguments;
    }

    /// <summary>Reads an answer: one result per limit.</summary>
    /// <exception cref="KvException">It is not an answer of this script.</exception>
    public static RateLimitResult[] Read(PermitRequest[] requests, ReadOnlySpan<long> answer)
    {
        var results = new RateLimitResult[requests.Length];
        for (var i = 0; i < requests.Length; i++)
        {
            if (answer.IsEmpty || answer[0] < 1 || answer[0] >= answer.Length)
                throw new KvException("The server's answer to a limiter cannot be read.");
            var count = (int)answer[0];
            results[i] = PermitProtocol.Read(requests[i], answer.Slice(1, count)).ToResult(requests[i].Limit);
            answer = answer[(count + 1)..];
        }

        return results;
    }

    /// <summary>Whether a cluster holds all keys in one slot.</summary>
    public static bool ShareSlot(byte[][] keys)
    {
        var slot = HashSlot.Of(keys[0]);
        return Array.TrueForAll(keys, key => HashSlot.Of(key) == slot);
    }
}
