using Derp.Kv.Conformance;

namespace Derp.Kv.Tests.Wrappers;

/// <summary>Several attributes on one body: rate limit, then idempotency, then cache, then the body.</summary>
public sealed partial class NestedAttributesTests : IAsyncDisposable
{
    private readonly MemoryKvClient _store = new();
    private readonly InterceptingKvClient _kv;
    private readonly Nested _nested;

    public NestedAttributesTests()
    {
        _kv = new InterceptingKvClient(_store);
        _nested = new Nested(_kv);
    }

    [Fact]
    public async Task The_stages_run_in_their_fixed_order()
    {
        Assert.Equal(10, await _nested.QuoteAsync("order-1", 5));

        Assert.Equal(["AcquirePermit", "SetNxGet", "Get", "GetOrLease", "CommitLease", "CompareAndSet"], _kv.Operations);
    }

    [Fact]
    public async Task Each_stage_answers_for_those_behind_it()
    {
        await _nested.QuoteAsync("order-1", 5);
        _kv.ClearOperations();

        Assert.Equal(10, await _nested.QuoteAsync("order-1", 5));
        Assert.Equal(["AcquirePermit", "SetNxGet"], _kv.Operations);
        _kv.ClearOperations();
        Assert.Equal(10, await _nested.QuoteAsync("order-2", 5));
        Assert.Equal(["AcquirePermit", "SetNxGet", "Get", "CompareAndSet"], _kv.Operations);
        _kv.ClearOperations();
        await Assert.ThrowsAsync<RateLimitExceededException>(() => _nested.QuoteAsync("order-3", 5));

        Assert.Equal(["AcquirePermit"], _kv.Operations);
        Assert.Equal(1, _nested.Runs);
    }

    [Fact]
    public async Task I10_The_idempotency_stage_compares_what_its_key_leaves_out()
    {
        await _nested.QuoteAsync("order-1", 5);

        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => _nested.QuoteAsync("order-1", 6));
    }

    [Fact]
    public async Task The_cache_stage_can_be_invalidated()
    {
        await _nested.QuoteAsync("order-1", 5);

        Assert.True(await _nested.InvalidateQuoteAsync(5));
        await _nested.QuoteAsync("order-2", 5);

        Assert.Equal(2, _nested.Runs);
    }

    public async ValueTask DisposeAsync()
    {
        await _kv.DisposeAsync();
        await _store.DisposeAsync();
    }

    private sealed partial class Nested(KvClient kv)
    {
        private int _runs;

        public int Runs => _runs;

        [Cached("quote:{amount}", Ttl = "1m")]
        [RateLimited("quote", Limit = 3, Window = "1m")]
        [Idempotent("quote:{orderId}", Ttl = "1h")]
        private Task<int> QuoteCoreAsync([NotKey] string orderId, int amount)
        {
            _runs++;
            return Task.FromResult(amount * 2);
        }
    }
}
