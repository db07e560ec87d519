using System.Text;
using Derp.Kv.Keys;
using Derp.Kv.Ledger.Runtime;
using Derp.Kv.Runtime;
using MessagePack;

namespace Derp.Kv.Ledger.Tests;

/// <summary>What a generated wrapper calls, without and with a store beside the ledger.</summary>
public sealed class LedgerMethodTests : IAsyncLifetime
{
    private static readonly LedgerMethod<Key, string> s_method = new(
        "Shop.PayAsync", "pay:{name}", "System.String", Utf8Serializer.Instance, new IdempotentPolicy { Ttl = TimeSpan.FromHours(1), StatusCode = 201 });

    private SqliteWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await SqliteWorld.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
    }

    [Fact]
    public async Task I1_I2_Wrapper_runs_once_and_replays()
    {
        var first = await s_method.InvokeResultAsync(_world.Ledger, new Key("a"), 0, static (_, _, _) => new(new IdempotentResult<string>("one", 202)), default);
        var second = await s_method.InvokeResultAsync(_world.Ledger, new Key("a"), 0, static (_, _, _) => new(new IdempotentResult<string>("two", 202)), default);

        Assert.Equal(new IdempotentResult<string>("one", 202), first);
        Assert.Equal(new IdempotentResult<string>("one", 202, IsReplay: true), second);
        Assert.Equal("one", await PayAsync(new Key("a")));
    }

    [Fact]
    public async Task Key_on_the_wire_is_that_of_a_claim()
    {
        await PayAsync(new Key("a"));

        var entry = await _world.Ledger.FindAsync("derp:once:pay:a"u8.ToArray());
        Assert.Equal(201, entry!.StatusCode);
    }

    [Fact]
    public async Task L3_I10_Other_arguments_and_other_methods_are_refused()
    {
        var other = new LedgerMethod<Key, string>("Shop.RefundAsync", "refund:{name}", "System.String", Utf8Serializer.Instance, new IdempotentPolicy { Ttl = TimeSpan.FromHours(1) });
        await PayAsync(new Key("a", "10"));

        Assert.False((await Assert.ThrowsAsync<IdempotencyKeyReusedException>(async () => await PayAsync(new Key("a", "11")))).IsAnotherMethod);
        Assert.True((await Assert.ThrowsAsync<IdempotencyKeyReusedException>(async () => await other.InvokeAsync(_world.Ledger, new Key("a", "10"), 0, static (_, _, _) => new("never"), default))).IsAnotherMethod);
    }

    [Fact]
    public async Task Policy_that_runs_without_the_store_is_refused() =>
        Assert.Throws<ArgumentException>(() => new LedgerMethod<Key, string>("n", "t", "s", Utf8Serializer.Instance, new IdempotentPolicy { Ttl = TimeSpan.FromHours(1), OnUnavailable = IdempotencyUnavailable.Run }));

    [Fact]
    public async Task Ledger_or_store_that_is_missing_is_told_by_the_methods_name()
    {
        var noLedger = await Assert.ThrowsAsync<InvalidOperationException>(async () => await s_method.InvokeAsync(null!, new Key("a"), 0, static (_, _, _) => new("never"), default));
        var noStore = await Assert.ThrowsAsync<InvalidOperationException>(async () => await s_method.InvokeAsync(_world.Ledger, null!, new Key("a"), 0, static (_, _, _) => new("never"), default));

        Assert.All([noLedger, noStore], static thrown => Assert.Contains("Shop.PayAsync", thrown.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Result_is_replayed_from_the_store_once_it_is_there()
    {
        await using var store = new MemoryKvClient();
        await PayAsync(new Key("a"), store);
        await StoredAsync(store, "a");

        // The row is gone; the store alone has the result.
        await _world.RunAsync($"DELETE FROM {_world.Table}");
        Assert.Equal("paid a", await PayAsync(new Key("a"), store));
        Assert.Equal(0, await _world.RowsAsync());
        Assert.InRange((await store.TtlAsync("derp:once:pay:a"u8.ToArray()))!.Value, TimeSpan.FromMinutes(50), TimeSpan.FromHours(1) - store.Options.OperationTimeout);
    }

    [Fact]
    public async Task Replay_of_the_ledger_fills_the_store()
    {
        await using var store = new MemoryKvClient();
        await PayAsync(new Key("a"));
        await PayAsync(new Key("a"), store);

        await StoredAsync(store, "a");
    }

    [Fact]
    public async Task Store_never_refuses_the_ledger_does()
    {
        await using var store = new MemoryKvClient();
        await PayAsync(new Key("a", "10"), store);
        await StoredAsync(store, "a");
        await _world.RunAsync($"DELETE FROM {_world.Table}");

        // For the store it is another call's record; the ledger has none.
        Assert.Equal("paid a", await PayAsync(new Key("a", "11"), store));
        Assert.Equal(1, await _world.RowsAsync());
    }

    [Fact]
    public async Task Store_that_is_away_changes_nothing()
    {
        var store = new MemoryKvClient();
        await store.DisposeAsync();

        Assert.Equal("paid a", await PayAsync(new Key("a"), store));
        Assert.Equal("paid a", await PayAsync(new Key("a"), store));
        Assert.Equal(1, await _world.CountAsync("a"));
    }

    [Fact]
    public async Task L4_What_was_rolled_back_never_comes_into_the_store()
    {
        await using var store = new MemoryKvClient();
        await s_method.InvokeResultAsync(_world.Ledger, store, new Key("a"), 0, static (_, _, _) => new(new IdempotentResult<string>("busy", 503)), default);

        Assert.Equal("paid a", await PayAsync(new Key("a"), store));
    }

    private async Task<string> PayAsync(Key key, KvClient? store = null)
    {
        async ValueTask<string> BodyAsync(Key state, LedgerTransaction transaction, CancellationToken _)
        {
            await _world.WriteAsync(transaction, state.Name);
            return $"paid {state.Name}";
        }

        return store is null
            ? await s_method.InvokeAsync(_world.Ledger, key, key, BodyAsync, default)
            : await s_method.InvokeAsync(_world.Ledger, store, key, key, BodyAsync, default);
    }

    // The call does not wait for it.
    private static Task StoredAsync(KvClient store, string name) => Derp.Kv.Conformance.Eventually.HoldsAsync(
        async () => await store.GetAsync(Encoding.UTF8.GetBytes($"derp:once:pay:{name}")) is not null, "The result did not come into the store.");

    private readonly struct Key(string name, string arguments = "") : IFingerprintedKey
    {
        public string Name => name;

        public void WriteKey(ref KeyWriter writer)
        {
            writer.AppendLiteral("pay:"u8);
            writer.Append(name);
        }

        public void WriteFingerprint(ref MessagePackWriter writer)
        {
            if (arguments.Length > 0)
                writer.Write(arguments);
        }
    }
}
