namespace Derp.Kv.Simulation;

/// <summary>
/// A thread for runs: without a synchronization context, to which continuations would be posted, and with a stack on which long chains of continuations
/// find room. Otherwise the runtime would send some of them to the pool.
/// </summary>
internal static class OwnThread
{
    public const int StackSize = 64 * 1024 * 1024;

    public static T Run<T>(Func<T> work)
    {
        T? result = default;
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = work();
                }
#pragma warning disable CA1031 // It is thrown again, on the thread that waits.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    failure = e;
                }
            },
            StackSize);
        thread.Start();
        thread.Join();
        if (failure is not null)
            throw new InvalidOperationException(failure.Message, failure);
        return result!;
    }
}
