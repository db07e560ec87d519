namespace Derp.Kv;

// What an operator wants to know of a client, without a command.
public abstract partial class KvClient
{
    /// <summary>What the client knows of itself. No round trip; it works while the store is down and after disposal.</summary>
    /// <returns>A snapshot, which does not change.</returns>
    public KvStatus GetStatus() => new()
    {
        Name = Options.Name,
        KeyPrefix = Options.KeyPrefix,
        SharesKeys = SharesKeys,
        BreakerOpen = Breaker.IsOpen,
        WriteBreakerOpen = WriteBreaker.IsOpen,
        Flights = (int)Flights.Running.Count,
        Leases = (int)Flights.Leases.Count,
        Claims = (int)Gate.Claims.Count,
        Waiters = (int)Gate.Waiters.Count,
        CacheEnabled = Options.CacheEnabled,
    };
}
