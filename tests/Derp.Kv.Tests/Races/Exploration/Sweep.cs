namespace Derp.Kv.Tests.Races.Exploration;

/// <summary>
/// Runs many interleavings, each decided by its own seed; <c>DERP_KV_SEED</c> runs one of them again. Even seeds walk at
/// random, odd ones by priorities.
/// </summary>
internal static class Sweep
{
    public static int Interleavings { get; } = Environment.GetEnvironmentVariable("DERP_KV_LONG") == "1" ? 50_000 : 1_000;

    public static IStrategy StrategyOf(int seed) => seed % 2 == 0 ? new RandomWalk(seed) : new PriorityWalk(seed);

    /// <summary>Explores from a new seed on, which is printed.</summary>
    public static void Explore(ITestOutputHelper output, Action<int> interleaving) => Explore(output, interleaving, Interleavings);

    /// <summary>The same, this many times.</summary>
    public static void Explore(ITestOutputHelper output, Action<int> interleaving, int count)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("DERP_KV_SEED"), out var given))
        {
            OnOwnThread(() => interleaving(given));
            return;
        }

        var first = Random.Shared.Next(int.MaxValue - count);
        output.WriteLine($"Seeds {first} to {first + count - 1}");
        if (Find(interleaving, first, count) is var (seed, broken))
            throw new InvalidOperationException($"DERP_KV_SEED={seed}: {broken.Message}", broken);
    }

    /// <summary>The first interleaving that breaks a promise, or throws.</summary>
    public static (int Seed, Exception Broken)? Find(Action<int> interleaving, int first, int count)
    {
        (int, Exception)? found = null;
        OnOwnThread(() =>
        {
            for (var seed = first; seed < first + count && found is null; seed++)
            {
                try
                {
                    interleaving(seed);
                }
#pragma warning disable CA1031 // Whatever it is, it is told with its seed.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    found = (seed, e);
                }
            }
        });
        return found;
    }

    /// <summary>A thread without a synchronization context, as continuations would be posted to that.</summary>
    public static void OnOwnThread(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
#pragma warning disable CA1031 // It is thrown again, on the thread that waits.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
            throw new InvalidOperationException(failure.Message, failure);
    }
}
