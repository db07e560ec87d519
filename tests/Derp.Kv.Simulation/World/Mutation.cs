using Derp.Kv.Runtime;

namespace Derp.Kv.Simulation;

/// <summary>Something that is done wrong on purpose, to see that it is found out.</summary>
/// <param name="Name">What.</param>
internal sealed record Mutation(string Name)
{
    public static readonly Mutation None = new("nothing");

    /// <summary>A server that does it; null: as it is.</summary>
    public Func<KvClientOptions, Scripts>? Scripts { get; init; }

    /// <summary>A client's invalidation that does it; null: as it is.</summary>
    public Func<SimulatedKvClient, byte[], ValueTask>? Invalidation { get; init; }

    /// <summary>A method's terms that do it; null: as they are.</summary>
    public MethodOverrides? Overrides { get; init; }

    /// <summary>The promises of which one finds it out.</summary>
    public string[] FoundBy { get; init; } = [];

    public ValueTask InvalidateAsync(SimulatedKvClient client, byte[] key, Func<ValueTask> asItIs) => Invalidation is null ? asItIs() : Invalidation(client, key);
}
