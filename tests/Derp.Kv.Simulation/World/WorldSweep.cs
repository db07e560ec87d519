using System.Collections.Concurrent;

namespace Derp.Kv.Simulation;

/// <summary>Random runs of many seeds, on all processors: each on one thread.</summary>
internal static class WorldSweep
{
    private static long s_steps;
    private static long s_calls;

    /// <summary>Steps and calls of all runs of this process so far.</summary>
    public static (long Steps, long Calls) Done => (Interlocked.Read(ref s_steps), Interlocked.Read(ref s_calls));

    /// <summary>Runs one seed.</summary>
    /// <exception cref="SimulationFailedException">It fails.</exception>
    public static World Run(ulong seed, Mutation? mutation = null)
    {
        var world = new World(seed, mutation: mutation);
        world.Run();
        return world;
    }

    /// <summary>The first of these seeds that fails; null: none does.</summary>
    public static SimulationFailure? Find(ulong first, int count, Mutation? mutation = null, int? threads = null) =>
        FindAll(first, count, most: 1, mutation, threads) is [var least, ..] ? least : null;

    /// <summary>The seeds that fail, in their order.</summary>
    /// <param name="first">The first seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="most">When so many have failed, no later ones are tried.</param>
    /// <param name="mutation">What is done wrong.</param>
    /// <param name="threads">Null: one a processor.</param>
    public static IReadOnlyList<SimulationFailure> FindAll(ulong first, int count, int most, Mutation? mutation = null, int? threads = null)
    {
        var failures = new ConcurrentBag<SimulationFailure>();
        var next = -1;
        var workers = Enumerable.Range(0, threads ?? Environment.ProcessorCount).Select(_ => new Thread(Work, OwnThread.StackSize)).ToArray();
        foreach (var worker in workers)
            worker.Start();
        foreach (var worker in workers)
            worker.Join();
        return [.. failures.OrderBy(static failure => failure.Seed).Take(most)];

        static void Note(World world)
        {
            Interlocked.Add(ref s_steps, world.Machine.Scheduler.Steps);
            Interlocked.Add(ref s_calls, world.Calls);
        }

        void Work()
        {
            // Seeds are taken in order, and each that is taken is run to its end: the first failures are known then.
            while (failures.Count < most && Interlocked.Increment(ref next) is var i && i < count)
            {
                try
                {
                    Note(Run(first + (ulong)i, mutation));
                }
#pragma warning disable CA1031 // Whatever it is, it is told with its seed.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    failures.Add(new(first + (ulong)i, e));
                }
            }
        }
    }
}

/// <summary>A run that fails.</summary>
/// <param name="Seed">Which.</param>
/// <param name="Exception">How.</param>
internal sealed record SimulationFailure(ulong Seed, Exception Exception)
{
    /// <summary>The promise that is broken; null: something has thrown.</summary>
    public string? Promise => (Exception.InnerException as BrokenPromiseException)?.Promise;
}
