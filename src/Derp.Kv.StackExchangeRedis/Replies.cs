using System.Runtime.CompilerServices;

namespace Derp.Kv.StackExchangeRedis;

/// <summary>
/// Waiting for a reply that the library cannot take back: a caller may leave, the command stays, and its failure is then
/// nobody's but must not surface as an unobserved exception.
/// </summary>
internal static class Replies
{
    public static void ObserveFault(Task task) => _ = task.ContinueWith(
        static faulted => _ = faulted.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    /// <param name="reply">The command's task.</param>
    /// <param name="timeout">Infinite where the connection's own time-out holds.</param>
    /// <param name="time">The clock of <paramref name="timeout"/>.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static ValueTask<T> WaitAsync<T>(Task<T> reply, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken) =>
        reply.IsCompleted || (timeout == Timeout.InfiniteTimeSpan && !cancellationToken.CanBeCanceled)
            ? new(reply)
            : WaitOrLeaveAsync(reply, timeout, time, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<T> WaitOrLeaveAsync<T>(Task<T> reply, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await reply.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            ObserveFault(reply);
            throw;
        }
    }
}
