namespace Derp.Kv.Tests.Races.Batches;

/// <summary>Who takes part in an interleaving of batches and single calls.</summary>
/// <param name="Clients">How many processes.</param>
/// <param name="Callers">Who calls.</param>
/// <param name="Writers">Through which client which item is invalidated.</param>
/// <param name="MaxBatch">The most items of one run.</param>
/// <param name="Faults">How often the store may fail, for one key or for the read of all.</param>
internal sealed record BatchPlan(int Clients, IReadOnlyList<BatchCaller> Callers, IReadOnlyList<(int Client, int Id)> Writers, int MaxBatch = 3, int Faults = 0)
{
    public static BatchPlan Of(int seed)
    {
        var random = new Random(seed);
        var clients = random.Next(4) == 0 ? 1 : 2;
        var singles = Enumerable.Range(0, random.Next(3)).Select(_ => NewCaller(random, random.Next(clients), [1 + random.Next(3)], isSingle: true));
        var batches = Enumerable.Range(0, 2 + random.Next(2)).Select(i => NewCaller(random, i % clients, Ids(random), isSingle: false));
        var writers = Enumerable.Range(0, random.Next(3) == 0 ? 1 : 0).Select(_ => (random.Next(clients), 1 + random.Next(3)));
        return new(clients, [.. batches, .. singles], [.. writers], MaxBatch: 1 + random.Next(3), Faults: random.Next(3));
    }

    private static BatchCaller NewCaller(Random random, int client, int[] ids, bool isSingle) =>
        new(client, ids, isSingle, Steps: random.Next(3), Fails: random.Next(5) == 0);

    private static int[] Ids(Random random)
    {
        int[] ids = [1, 2, 3];
        random.Shuffle(ids);
        return ids[..(1 + random.Next(3))];
    }
}

/// <summary>One caller.</summary>
/// <param name="Client">Through which client.</param>
/// <param name="Ids">For which items, in this order.</param>
/// <param name="IsSingle">Whether it calls the method of one item, which shares its values with the batch.</param>
/// <param name="Steps">The steps of its body, in which others can get ahead of it.</param>
/// <param name="Fails">Whether its body fails.</param>
internal sealed record BatchCaller(int Client, int[] Ids, bool IsSingle = false, int Steps = 0, bool Fails = false);
