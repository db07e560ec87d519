using System.Runtime.CompilerServices;

namespace Derp.Kv.Diagnostics;

/// <summary>
/// Has the instruments created when the first client is, on another thread: the framework's part of that takes a starting process as long as
/// a sixth of its first connection, which can be made meanwhile. What needs an instrument before waits for it.
/// </summary>
internal static class EarlyMetrics
{
    private static int s_hasBegun;

    public static void Begin()
    {
        // Not in the execution context of who creates the client.
        if (Interlocked.Exchange(ref s_hasBegun, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(static _ => RuntimeHelpers.RunClassConstructor(typeof(KvMetrics).TypeHandle), null);
    }
}
