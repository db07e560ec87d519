namespace Derp.Kv.Conformance;

// Many keys at once, with repeats and with none.
public abstract partial class KvClientConformance
{
    [Fact]
    public async Task Many_values_come_back_in_order_with_gaps_and_repeats()
    {
        await Client.MSetAsync([new(Key("a"), Utf8("1")), new(Key("b"), ReadOnlyMemory<byte>.Empty)]);
        var values = await Client.MGetAsync([Key("b"), Key("missing"), Key("a"), Key("a")]);
        Assert.Equal([[], null, Utf8("1"), Utf8("1")], values);
        Assert.NotSame(values[2], values[3]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_a_key_that_repeats_the_last_value_stays(bool lifetime)
    {
        TimeSpan? ttl = lifetime ? Minute : null;
        await Client.MSetAsync([new(Key("a"), Utf8("1")), new(Key("b"), Utf8("2")), new(Key("a"), Utf8("3"))], ttl);
        Assert.Equal([Utf8("3"), Utf8("2")], await Client.MGetAsync([Key("a"), Key("b")]));
        Assert.Equal(lifetime, await Client.TtlAsync(Key("a")) is not null);
        Assert.Equal(lifetime, await Client.TtlAsync(Key("b")) is not null);
    }

    [Fact]
    public async Task Deleting_many_counts_values_not_keys()
    {
        await Client.MSetAsync([new(Key("a"), Utf8("1")), new(Key("b"), Utf8("2"))]);
        Assert.Equal(2, await Client.DeleteManyAsync([Key("a"), Key("a"), Key("missing"), Key("b")]));
        Assert.Equal(0, await Client.DeleteManyAsync([Key("a")]));
    }

    [Fact]
    public async Task None_is_nothing()
    {
        Assert.Empty(await Client.MGetAsync([]));
        Assert.Equal(0, await Client.DeleteManyAsync([]));
        await Client.MSetAsync([]);
        await Client.MSetAsync([], Minute);
    }

    [Fact]
    public async Task A_thousand_at_once()
    {
        var keys = Enumerable.Range(0, 1000).Select(i => (ReadOnlyMemory<byte>)Key($"n{i}")).ToArray();
        await Client.MSetAsync([.. keys.Select(key => new KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(key, key))], Minute);
        var values = await Client.MGetAsync(keys);
        Assert.Equal(keys.Select(static key => key.ToArray()), values);
        Assert.Equal(1000, await Client.DeleteManyAsync(keys));
    }
}
