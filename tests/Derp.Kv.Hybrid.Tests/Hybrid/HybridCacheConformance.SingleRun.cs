using Derp.Kv.Conformance;
using Microsoft.Extensions.Caching.Hybrid;

namespace Derp.Kv.Hybrid.Tests.Hybrid;

// One run for many callers, and who may cancel it.
public abstract partial class HybridCacheConformance
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(10, false)]
    [InlineData(10, true)]
    public async Task H10_Callers_share_one_run_and_get_equal_values(int callers, bool mayCancel)
    {
        using var source = new CancellationTokenSource();
        var (goOn, cancelled) = (new Gate(), 0);
        var calls = Call(callers, _ => mayCancel ? source.Token : default, goOn, () => cancelled++);
        goOn.Open();

        var values = await Task.WhenAll(calls);

        Assert.Equal((1, 0), (_runs, cancelled));
        Assert.All(values, value => Assert.Equal("value 1", value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task C3_When_every_caller_cancels_each_ends_by_its_own_token_and_the_factory_is_cancelled_once(int callers)
    {
        var sources = NewSources(callers);
        var (goOn, stopped) = (new Gate(), new Gate());
        var calls = Call(callers, i => sources[i].Token, goOn, stopped.Open);
        await Eventually.HoldsAsync(() => Task.FromResult(_runs == 1), "The factory should have begun.");

        foreach (var source in sources)
            await source.CancelAsync();

        for (var i = 0; i < callers; i++)
            Assert.Equal(sources[i].Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calls[i])).CancellationToken);
        await stopped.WaitAsync();
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(10, 0)]
    [InlineData(10, 1)]
    [InlineData(10, 7)]
    public async Task C2_The_caller_that_remains_gets_the_value_and_the_factory_is_not_cancelled(int callers, int remaining)
    {
        var sources = NewSources(callers);
        var (goOn, cancelled) = (new Gate(), 0);
        var calls = Call(callers, i => sources[i].Token, goOn, () => cancelled++);
        await Eventually.HoldsAsync(() => Task.FromResult(_runs == 1), "The factory should have begun.");

        for (var i = 0; i < callers; i++)
        {
            if (i == remaining)
                continue;
            await sources[i].CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calls[i]);
        }

        goOn.Open();

        Assert.Equal("value 1", await calls[remaining]);
        Assert.Equal((1, 0), (_runs, cancelled));
    }

    [Fact]
    public async Task C6_A_token_that_is_cancelled_on_entry_throws_before_any_command()
    {
        var (cache, client) = Other();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cache.GetOrCreateAsync(_key, static _ => new ValueTask<int>(1), cancellationToken: new CancellationToken(canceled: true)));
        Assert.Empty(client.Operations);
    }

    [Fact]
    public async Task C9_Callers_of_one_run_get_instances_of_their_own_unless_the_type_says_that_it_never_changes()
    {
        var (goOn, runs) = (new Gate(), 0);
        var mutable = Enumerable.Range(0, 3).Select(_ => Cache.GetOrCreateAsync(_key, MakeAsync<Mutable>).AsTask()).ToList();
        var frozen = Enumerable.Range(0, 3).Select(_ => Cache.GetOrCreateAsync(_key + "frozen", MakeAsync<Frozen>).AsTask()).ToList();
        goOn.Open();

        Assert.Equal(3, (await Task.WhenAll(mutable)).Distinct(ReferenceEqualityComparer.Instance).Count());
        Assert.Single((await Task.WhenAll(frozen)).Distinct(ReferenceEqualityComparer.Instance));
        Assert.Equal(2, runs);

        async ValueTask<T> MakeAsync<T>(CancellationToken cancellationToken)
            where T : new()
        {
            Interlocked.Increment(ref runs);
            await goOn.WaitAsync();
            return new T();
        }
    }

    [Fact]
    public async Task C7_The_factory_sees_the_ambient_values_of_its_caller()
    {
        var ambient = new AsyncLocal<string?> { Value = "mine" };
        using var source = new CancellationTokenSource();
        Assert.Equal("mine", await Cache.GetOrCreateAsync(_key, _ => new ValueTask<string?>(ambient.Value), cancellationToken: source.Token));
    }

    [Fact]
    public async Task C10_An_exception_reaches_the_callers_as_it_is_and_is_not_stored()
    {
        await Assert.ThrowsAsync<FormatException>(async () => await ReadAsync(factory: static () => throw new FormatException()));
        Assert.Equal("value 2", await ReadAsync());
    }

    [Fact]
    public async Task C14_A_factory_runs_once_over_two_clients()
    {
        var (other, _) = Other();
        var (started, goOn) = (new Gate(), new Gate());
        var first = ReadAsync(factory: async () =>
        {
            started.Open();
            await goOn.WaitAsync();
        }).AsTask();
        await started.WaitAsync();
        var second = ReadAsync(other).AsTask();
        goOn.Open();

        Assert.Equal("value 1", await first);
        Assert.Equal("value 1", await second);
        Assert.Equal(1, _runs);
    }

    private static List<CancellationTokenSource> NewSources(int count) => [.. Enumerable.Range(0, count).Select(static _ => new CancellationTokenSource())];

    private List<Task<string>> Call(int callers, Func<int, CancellationToken> tokenOf, Gate goOn, Action onCancelled) =>
        [.. Enumerable.Range(0, callers).Select(i => Cache.GetOrCreateAsync(
            _key,
            async ct =>
            {
                var run = Interlocked.Increment(ref _runs);
                try
                {
                    await goOn.WaitAsync().WaitAsync(ct);
                }
                catch (OperationCanceledException)
                {
                    onCancelled();
                    throw;
                }

                return $"value {run}";
            },
            cancellationToken: tokenOf(i)).AsTask())];

    private sealed class Mutable
    {
        public int Number { get; set; } = 7;
    }

    [System.ComponentModel.ImmutableObject(true)]
    private sealed class Frozen
    {
        public int Number { get; init; } = 7;
    }
}
