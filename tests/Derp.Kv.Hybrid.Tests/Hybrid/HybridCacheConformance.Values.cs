using System.Buffers;
using Derp.Kv.Hybrid;
using Microsoft.Extensions.Caching.Hybrid;

namespace Derp.Kv.Hybrid.Tests.Hybrid;

// Keys and values of every kind, and what is not stored.
public abstract partial class HybridCacheConformance
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public async Task H10_A_key_that_is_none_is_a_plain_call(string? key)
    {
        var (cache, client) = Other();
        Assert.Equal(1, await cache.GetOrCreateAsync(key!, static _ => new ValueTask<int>(1)));
        Assert.Equal(2, await cache.GetOrCreateAsync(key!, static _ => new ValueTask<int>(2)));
        await cache.SetAsync(key!, 3);
        await cache.RemoveAsync(key!);
        Assert.Empty(client.Operations);
    }

    [Fact]
    public async Task H10_A_key_over_the_limit_is_a_plain_call()
    {
        var (cache, client) = Other(options => options.MaximumKeyLength = _key.Length);
        Assert.Equal("value 1", await ReadAsync(cache));
        client.ClearOperations();
        Assert.Equal("value 2", await ReadAsync(cache, key: _key + "x"));
        Assert.Empty(client.Operations);
    }

    [Theory]
    [InlineData("%lock")]
    [InlineData("}%lock%")]
    [InlineData("{7}")]
    [InlineData("\u0000\u001f\r\n")]
    [InlineData("\ud800")]
    [InlineData("ü漢🎉 %")]
    public async Task K4_A_key_and_a_tag_of_any_characters_hold(string text)
    {
        var (key, tag) = (_key + text, _key + text);
        Assert.Equal("value 1", await ReadAsync(key: key, tags: [tag]));
        Assert.Equal("value 1", await ReadAsync(key: key, tags: [tag]));
        await Cache.RemoveByTagAsync(tag);
        Assert.Equal("value 2", await ReadAsync(key: key, tags: [tag]));
        await Cache.RemoveAsync(key);
        Assert.Equal("value 3", await ReadAsync(key: key, tags: [tag]));
    }

    [Fact]
    public async Task K5_Long_keys_that_begin_alike_are_apart()
    {
        var beginning = _key + new string('x', 900);
        Assert.Equal("value 1", await ReadAsync(key: beginning + "1"));
        Assert.Equal("value 2", await ReadAsync(key: beginning + "2"));
        Assert.Equal("value 1", await ReadAsync(key: beginning + "1"));
    }

    [Fact]
    public async Task H10_A_value_over_the_limit_is_returned_and_not_stored()
    {
        var (cache, _) = Other(static options => options.MaximumPayloadBytes = "value 1".Length);
        Assert.Equal("value 1", await ReadAsync(cache));
        Assert.Equal("value 1", await ReadAsync(cache));
        Assert.Equal("seven+1!", await cache.GetOrCreateAsync(_key + "b", static _ => new ValueTask<string>("seven+1!")));
        Assert.Equal("other", await cache.GetOrCreateAsync(_key + "b", static _ => new ValueTask<string>("other")));
    }

    [Fact]
    public async Task C30_Null_is_a_value()
    {
        Assert.Null(await Cache.GetOrCreateAsync(_key, static _ => new ValueTask<string?>((string?)null)));
        Assert.Null(await Cache.GetOrCreateAsync(_key, static _ => new ValueTask<string?>("not run")));
        Assert.Null(await Cache.GetOrCreateAsync(_key + "i", static _ => new ValueTask<int?>((int?)null)));
        Assert.Null(await Cache.GetOrCreateAsync(_key + "i", static _ => new ValueTask<int?>(7)));
    }

    [Fact]
    public async Task K10_What_another_type_has_stored_is_a_miss()
    {
        await Cache.SetAsync(_key, "text");
        Assert.Equal(7, await Cache.GetOrCreateAsync(_key, static _ => new ValueTask<int>(7)));
        Assert.Equal(7, await Cache.GetOrCreateAsync(_key, static _ => new ValueTask<int>(8)));
    }

    [Fact]
    public async Task C31_Bytes_that_are_no_entry_are_a_miss_and_are_replaced()
    {
        var key = Bytes($"derp:hybrid:{_key}");
        await ReadAsync(tags: [TagOf("a")]);
        var whole = (await Store.GetAsync(key))!;
        byte[][] damaged = [[1, 2, 3], whole[..^9], whole[..30], [.. whole[..18], .. Enumerable.Repeat((byte)255, 40)]];
        foreach (var bytes in damaged)
        {
            var before = _runs;
            await Store.SetAsync(key, bytes, Minute);
            await ReadAsync(tags: [TagOf("a")]);
            await ReadAsync(tags: [TagOf("a")]);
            Assert.Equal(before + 1, _runs);
        }
    }

    [Theory]
    [InlineData(nameof(Flaw.None), 1)]
    [InlineData(nameof(Flaw.Writing), 2)]
    [InlineData(nameof(Flaw.Reading), 2)]
    public async Task C33_A_serializer_that_fails_costs_no_call_its_value(string flaw, int runs)
    {
        var cache = Caches.Hybrid(OtherClient(), build: builder => builder.AddSerializer(new Flawed(Enum.Parse<Flaw>(flaw))));
        for (var i = 0; i < 2; i++)
        {
            var value = await cache.GetOrCreateAsync(_key, _ =>
            {
                _runs++;
                return new ValueTask<Pair>(new Pair(3, "three"));
            });
            Assert.Equal(new Pair(3, "three"), value);
        }

        Assert.Equal(runs, _runs);
    }

    private sealed record Pair(int Number, string Text);

    private enum Flaw
    {
        None,
        Writing,
        Reading,
    }

    private sealed class Flawed(Flaw flaw) : IHybridCacheSerializer<Pair>
    {
        public Pair Deserialize(ReadOnlySequence<byte> source) => flaw == Flaw.Reading ? throw new FormatException() : new Pair(source.FirstSpan[0], "three");

        public void Serialize(Pair value, IBufferWriter<byte> target)
        {
            if (flaw == Flaw.Writing)
                throw new FormatException();
            target.Write([(byte)value.Number]);
        }
    }
}
