namespace Derp.Kv.Conformance;

/// <summary>
/// Waiting for what nobody tells of: a server's expiry, a reconnection, a garbage collection. Looks every few milliseconds,
/// and ends in a failure, not in a hang.
/// </summary>
public static class Eventually
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(5);

    /// <summary>Looks until it is so.</summary>
    /// <param name="condition">Whether it is.</param>
    /// <param name="otherwise">What the failure says.</param>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string otherwise)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !await condition();)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < s_patience, otherwise);
            await Task.Delay(s_betweenLooks);
        }
    }

    /// <summary>Tries until the store answers.</summary>
    /// <param name="call">What to try.</param>
    /// <param name="refusedMeanwhile">Whether it may refuse for a while, not only be away: a new password is not known everywhere at once.</param>
    public static async Task<T> SucceedsAsync<T>(Func<ValueTask<T>> call, bool refusedMeanwhile = false)
    {
        for (var started = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                return await call();
            }
            catch (KvException e) when ((refusedMeanwhile || e is KvUnavailableException) && TimeProvider.System.GetElapsedTime(started) < s_patience)
            {
                await Task.Delay(s_betweenLooks);
            }
        }
    }
}
