namespace Derp.Kv.Tests.Races.NearModel;

/// <summary>The reference: what the truth of one key was, and which invalidations of it have returned when, through which client.</summary>
internal sealed class History
{
    private readonly List<(int Client, long Returned, long Version)> _invalidations = [];

    /// <summary>The truth now. Each write makes it one more.</summary>
    public long Truth { get; private set; }

    /// <returns>The truth that the invalidation which follows stands for.</returns>
    public long Write() => ++Truth;

    public void Invalidated(int client, long now, long version) => _invalidations.Add((client, now, version));

    /// <summary>N2, C21: the oldest truth that a call may be answered with which starts now, by what its client had invalidated.</summary>
    public long FloorHere(int client) => Latest(invalidation => invalidation.Client == client);

    /// <summary>N1: the same, by what any client had invalidated more than T ago; null: nothing is promised.</summary>
    public long FloorOfAll(long now, TimeSpan? near) => Latest(invalidation => now - invalidation.Returned > near?.Ticks);

    private long Latest(Func<(int Client, long Returned, long Version), bool> counts)
    {
        var latest = 0L;
        foreach (var invalidation in _invalidations)
        {
            if (counts(invalidation))
                latest = Math.Max(latest, invalidation.Version);
        }

        return latest;
    }
}
