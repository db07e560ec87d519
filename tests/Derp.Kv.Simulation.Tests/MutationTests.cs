namespace Derp.Kv.Simulation.Tests;

/// <summary>What is done wrong on purpose is found out: otherwise runs that find nothing would say nothing.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    /// <summary>More than any of them needs.</summary>
    private const int Most = 3_000;

    public static TheoryData<string> Names => [.. Mutations.All.Select(static mutation => mutation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Mutation_is_found_out(string name)
    {
        var mutation = Array.Find(Mutations.All, mutation => mutation.Name == name)!;

        var found = WorldSweep.Find(1, Most, mutation);

        Assert.NotNull(found);
        Assert.True(mutation.FoundBy.Contains(found.Promise), found.Exception.Message);
        output.WriteLine($"{name}: found by {found.Promise}, with the seed {found.Seed} of those from 1 on");
    }

    [Fact]
    public void What_is_found_out_is_found_again_with_its_seed()
    {
        var mutation = Mutations.All[0];
        var found = WorldSweep.Find(1, Most, mutation)!;

        var again = WorldSweep.Find(found.Seed, 1, mutation)!;

        Assert.Equal(found.Exception.Message, again.Exception.Message);
        Assert.Contains($"DERP_KV_SEED={found.Seed}", again.Exception.Message, StringComparison.Ordinal);
    }
}
