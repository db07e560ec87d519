using System.Diagnostics;
using System.Reflection;

namespace Derp.Kv.Tests.Memory;

// The hit path is what a cache is for.
public sealed class MemoryAllocationTests
{
    private static bool IsOptimized =>
        typeof(KvClient).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };

    [Fact]
    public async Task Read_allocates_the_copy_and_nothing_else()
    {
        const int reads = 1000;
        await using var client = new MemoryKvClient();
        var key = "key"u8.ToArray();
        await client.SetAsync(key, new byte[1000], TimeSpan.FromMinutes(1));
        // The least: meanwhile another test may listen to metrics.
        var each = Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Read(client, key, reads);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / reads;
        });

        var start = GC.GetAllocatedBytesForCurrentThread();
        var copy = new byte[1000];
        var array = GC.GetAllocatedBytesForCurrentThread() - start;
        GC.KeepAlive(copy);

        // A build for debugging keeps the state of an asynchronous method on the heap.
        Assert.InRange(each, array, IsOptimized ? array : array + 512);
    }

    private static void Read(MemoryKvClient client, byte[] key, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var read = client.GetAsync(key);
            var value = read.IsCompletedSuccessfully ? read.Result : null;
            if (value is not { Length: 1000 })
                throw new InvalidOperationException("The read did not end at once with the value.");
        }
    }
}
