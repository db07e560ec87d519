using System.Globalization;
using System.Text;

namespace Derp.Kv.Worker;

/// <summary>
/// An application whose bodies block their threads, more of them than the pool has. <c>pay STORE KEY BODIES LOCK SLEEP</c> takes a
/// pool of two threads and starts so many idempotent calls, whose bodies sleep for so many milliseconds under such a claim;
/// the answer is <c>running</c> when the first sleeps and <c>result runs=8 …</c> at the end. <c>hang STORE KEY BODIES LOCK</c>
/// starts guarded gets whose bodies never end; the answer is <c>result timeouts=8 …</c>, when
/// every caller has its answer. STORE is <c>memory</c> or <c>server</c>.
/// </summary>
internal static class Blocked
{
    private const int PoolThreads = 2;

    public static async Task RunAsync(KvClient server, Steering steering)
    {
        await using var memory = new MemoryKvClient();
        switch (await steering.ReadAsync())
        {
            case ["pay", var store, var key, var bodies, var locked, var sleep]:
                steering.Write(await PayAsync(store == "memory" ? memory : server, steering, key, Number(bodies), Time(locked), Time(sleep)));
                break;
            case ["hang", var store, var key, var bodies, var locked]:
                steering.Write(await HangAsync(store == "memory" ? memory : server, key, Number(bodies), Time(locked)));
                break;
            default:
                throw new InvalidOperationException("Expected the line 'pay STORE KEY BODIES LOCK SLEEP' or 'hang STORE KEY BODIES LOCK'.");
        }

        await steering.ExpectAsync("finish");
    }

    private static async Task<string> PayAsync(KvClient client, Steering steering, string key, int bodies, TimeSpan locked, TimeSpan sleep)
    {
        TakeThePool();
        var (runs, atOnce, most, rejected) = (0, 0, 0, 0);
        var sleeping = new bool[bodies];
        var calls = Task.WhenAll(Enumerable.Range(0, bodies).Select(i => Task.Run(async () => await ExecuteAsync(i, InFlightBehavior.Wait))));

        // Where answers need no thread of the pool, there is a duplicate all the time, from one that is not the pool's.
        if (client is MemoryKvClient)
        {
            var intruder = new Thread(() =>
            {
                for (var i = 0; !calls.IsCompleted; i++)
                {
                    Thread.Sleep(10);
                    if (!Volatile.Read(ref sleeping[i % bodies]))
                        continue;
                    try
                    {
                        _ = ExecuteAsync(i % bodies, InFlightBehavior.Reject).Preserve().GetAwaiter().GetResult();
                    }
                    catch (IdempotencyInFlightException)
                    {
                        rejected++;
                    }
                }
            });
            intruder.Start();
        }

        await calls;
        return string.Create(CultureInfo.InvariantCulture, $"result runs={runs} atOnce={most} rejected={rejected}");

        ValueTask<IdempotentResult<string?>> ExecuteAsync(int i, InFlightBehavior inFlight) => client.IdempotentExecuteAsync(
            $"{key}:{i}",
            ValueTask<string?> (_) =>
            {
                if (Interlocked.Increment(ref runs) == 1)
                    steering.Write("running");
                most = Math.Max(most, Interlocked.Increment(ref atOnce));
                Volatile.Write(ref sleeping[i], true);
                Thread.Sleep(sleep);
                Volatile.Write(ref sleeping[i], false);
                Interlocked.Decrement(ref atOnce);
                return new("worker");
            },
            Utf8Serializer.Instance,
            options: new() { LockTtl = locked, InFlight = inFlight, WaitTimeout = TimeSpan.FromMinutes(5) });
    }

    private static async Task<string> HangAsync(KvClient client, string key, int bodies, TimeSpan locked)
    {
        // The bodies never give back their threads, so that the pool must be able to grow for others to run at all.
        ThreadPool.SetMinThreads(PoolThreads, PoolThreads);
        var calls = Enumerable.Range(0, bodies).Select(i => client.GuardedGetAsync(
            Encoding.UTF8.GetBytes($"{key}:{i}"),
            static ValueTask<byte[]> (_) =>
            {
                Thread.Sleep(Timeout.Infinite);
                return default;
            },
            TimeSpan.FromMinutes(1),
            locked).AsTask()).ToArray();
        var timeouts = 0;
        foreach (var call in calls)
        {
            try
            {
                await call;
            }
            catch (TimeoutException)
            {
                timeouts++;
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"result timeouts={timeouts}");
    }

    private static void TakeThePool()
    {
        if (!ThreadPool.SetMinThreads(PoolThreads, PoolThreads) || !ThreadPool.SetMaxThreads(PoolThreads, PoolThreads))
            throw new InvalidOperationException("The pool cannot be that small here: it never has fewer threads than the machine has processors.");
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static TimeSpan Time(string milliseconds) => TimeSpan.FromMilliseconds(Number(milliseconds));
}
