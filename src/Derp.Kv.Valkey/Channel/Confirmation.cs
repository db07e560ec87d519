namespace Derp.Kv.Valkey.Channel;

/// <summary>Waits for a state of the client library by polling, since it does not report a refusal.</summary>
internal static class Confirmation
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(100);

    /// <param name="isSo">Checks the state.</param>
    /// <param name="patience">The time after which it counts as refused.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="KvException">The state was not reached in time.</exception>
    public static async Task WaitAsync(Func<Task<bool>> isSo, TimeSpan patience, TimeProvider time)
    {
        var deadline = new Deadline(patience, time);
        for (var pause = s_firstPause; !await isSo().ConfigureAwait(false);)
        {
            if (deadline.Left == TimeSpan.Zero)
                throw new KvException("The server has not confirmed the subscription within the operation's time-out. Its user may lack SUBSCRIBE, or permission for the channel.");
            await Task.Delay(pause, time).ConfigureAwait(false);
            if (pause < s_longestPause)
                pause *= 2;
        }
    }
}
