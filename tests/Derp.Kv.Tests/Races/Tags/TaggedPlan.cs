namespace Derp.Kv.Tests.Races.Tags;

/// <summary>Who takes part in an interleaving of reads and writes of one value with one tag.</summary>
/// <param name="Clients">How many processes.</param>
/// <param name="Readers">Who reads.</param>
/// <param name="Writers">Who changes the truth.</param>
/// <param name="Evictions">How often the server drops the stamp.</param>
/// <param name="Faults">How often the store may fail.</param>
internal sealed record TaggedPlan(int Clients, IReadOnlyList<TaggedReader> Readers, IReadOnlyList<TaggedWriter> Writers, int Evictions = 0, int Faults = 0)
{
    /// <summary>Readers and writers that invalidate at once; the stamp is evicted now and then.</summary>
    public static TaggedPlan OfTags(int seed)
    {
        var random = new Random(seed);
        var clients = random.Next(4) == 0 ? 1 : 2;
        var writers = Enumerable.Range(0, 1 + random.Next(2)).Select(_ => new TaggedWriter(random.Next(clients), random.Next(4) == 0 ? Means.Key : Means.Tag, Times: 1 + random.Next(3)));
        return new(clients, DrawReaders(random, clients), [.. writers], Evictions: random.Next(2), Faults: random.Next(3));
    }

    /// <summary>Readers and writers of which one at least holds its invalidation back.</summary>
    public static TaggedPlan OfDeferrals(int seed)
    {
        var random = new Random(seed);
        var clients = random.Next(4) == 0 ? 1 : 2;
        var writers = Enumerable.Range(0, 1 + random.Next(2)).Select(i =>
            new TaggedWriter(random.Next(clients), (Means)random.Next(i == 0 ? 2 : 0, 5), ByTag: random.Next(2) == 0, Steps: random.Next(3)));
        return new(clients, DrawReaders(random, clients), [.. writers], Faults: random.Next(3) == 0 ? 1 : 0);
    }

    private static TaggedReader[] DrawReaders(Random random, int clients) =>
        [.. Enumerable.Range(0, 2 + random.Next(3)).Select(i => new TaggedReader(i % clients, Reads: 2 + random.Next(4), Steps: random.Next(5), Fails: random.Next(10) == 0))];
}

/// <summary>One reader.</summary>
/// <param name="Client">Through which client.</param>
/// <param name="Reads">How many times, one after the other.</param>
/// <param name="Steps">The steps of its body, in which others can get ahead of it.</param>
/// <param name="Fails">Whether its body fails.</param>
internal sealed record TaggedReader(int Client, int Reads = 1, int Steps = 0, bool Fails = false);

/// <summary>One writer.</summary>
/// <param name="Client">Through which client it invalidates.</param>
/// <param name="Means">How.</param>
/// <param name="ByTag">What a writing method names: the tag, or the key.</param>
/// <param name="Steps">How long it holds its invalidation back.</param>
/// <param name="Times">How many times, one after the other.</param>
internal sealed record TaggedWriter(int Client, Means Means = Means.Tag, bool ByTag = true, int Steps = 0, int Times = 1);

internal enum Means
{
    /// <summary>Invalidates the tag.</summary>
    Tag,

    /// <summary>Invalidates the key.</summary>
    Key,

    /// <summary>Calls a writing method in a scope that it flushes.</summary>
    Scope,

    /// <summary>Calls a writing method in a transaction that commits.</summary>
    Transaction,

    /// <summary>The same, and the transaction is rolled back.</summary>
    Rollback,
}
