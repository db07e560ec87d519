using System.Runtime.CompilerServices;

namespace Derp.Kv.StackExchangeRedis;

/// <summary>
/// Waits for a reply of a command that the library cannot cancel: a caller may stop waiting, the command stays, and its failure
/// must not become an unobserved exception.
/// </summary>
internal static class Replies
{
    public static void ObserveFault(Task task) => _ = task.ContinueWith(
        static faulted => _ = faulted.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    /// <param name="reply">The command's task.</param>
    /// <param name="timeout">Infinite if the connection's own time-out applies.</param>
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
