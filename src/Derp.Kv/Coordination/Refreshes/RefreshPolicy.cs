namespace Derp.Kv.Coordination.Refreshes;

/// <summary>How a method's values are renewed while they are served.</summary>
/// <param name="After">How old a value gets before that; null: it is served until the end of its lifetime.</param>
/// <param name="StaleIfError">How long a value is kept past its lifetime for a body that fails; zero: not at all.</param>
/// <param name="On">On whose time and instance.</param>
internal sealed record RefreshPolicy(TimeSpan? After, TimeSpan StaleIfError, RefreshOn On)
{
    // Values that are written together are not renewed together.
    private const double Spread = 0.1;

    /// <summary>For how long nobody renews a value: up to a tenth less than <see cref="After"/>, never longer than its lifetime.</summary>
    public TimeSpan FreshFor(TimeSpan lifetime, Chance chance)
    {
        if (After is not { } after)
            return lifetime;
        var jittered = after * (1 - (Spread * chance.NextDouble()));
        return jittered < lifetime ? jittered : lifetime;
    }
}
