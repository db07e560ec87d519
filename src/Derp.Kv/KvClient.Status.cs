namespace Derp.Kv;

// The state of a client, without a command to the store.
public abstract partial class KvClient
{
    /// <summary>The state of the client. No round trip; it works while the store is down and after disposal.</summary>
    /// <returns>A snapshot.</returns>
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
        QueuedInvalidations = _invalidationQueue?.Count ?? 0,
        LostInvalidations = _invalidationQueue?.Lost ?? 0,
        NearEnabled = NearEnabled,
        NearEntries = _near?.Count ?? 0,
        NearBytes = _near?.Bytes ?? 0,
        NearNotices = _near?.Notices.AreOn ?? false,
        CacheEnabled = Options.CacheEnabled,
    };
}
