namespace Derp.Kv.Conformance;

// A prefix is bytes, not a pattern.
public abstract partial class KvClientConformance
{
    public static TheoryData<byte[]> Prefixes => new(
        "p*"u8.ToArray(),
        "p?"u8.ToArray(),
        "p[a]"u8.ToArray(),
        "p[^a]"u8.ToArray(),
        "["u8.ToArray(),
        "]"u8.ToArray(),
        "p\\"u8.ToArray(),
        "p\\*"u8.ToArray(),
        "p^x"u8.ToArray(),
        "p-x"u8.ToArray(),
        "p{t}"u8.ToArray(),
        "*"u8.ToArray(),
        "\0\r\n"u8.ToArray(),
        [0xC3],
        [0xFF, 0xFE, 0x00, 0x80]);

    [Theory]
    [MemberData(nameof(Prefixes))]
    public async Task Scan_takes_its_prefix_literally(byte[] prefix)
    {
        byte[][] decoys = [Utf8("pa"), Utf8("paa"), Utf8("p"), Utf8("pbx"), Utf8("a"), [0xC4], [0xFF], Utf8("px"), [(byte)'p', 0]];
        foreach (var decoy in decoys)
            await Client.SetAsync((byte[])[.. Key(""), .. decoy], Utf8("no"));
        byte[][] wanted = [[.. Key(""), .. prefix], [.. Key(""), .. prefix, (byte)'z'], [.. Key(""), .. prefix, 0xFF, 0]];
        foreach (var key in wanted)
            await Client.SetAsync(key, Utf8("yes"));

        Assert.Equal(Sorted(wanted), Sorted(await ListAsync([.. Key(""), .. prefix])));
    }

    [Fact]
    public async Task Scan_lists_each_key_once_over_many_pages()
    {
        var keys = Enumerable.Range(0, 3000).Select(i => Key($"n{i}")).ToArray();
        await Client.MSetAsync([.. keys.Select(static key => new KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(key, key))]);
        Assert.Equal(Sorted(keys), Sorted(await ListAsync(Key("n"))));
        Assert.Empty(await ListAsync(Key("o")));
    }

    [Fact]
    public async Task Scan_without_a_prefix_lists_this_key_too()
    {
        await Client.SetAsync(Key(), Utf8("value"));
        Assert.Contains(await ListAsync([]), key => key.AsSpan().SequenceEqual(Key()));
    }

    [Fact]
    public async Task Scan_lists_no_key_that_has_expired()
    {
        await Client.SetAsync(Key("short"), Utf8("value"), s_short);
        await Client.SetAsync(Key("long"), Utf8("value"), Minute);
        await PassAsync(s_short);
        Assert.Equal([Key("long")], await ListAsync(Key("")));
    }

    [Fact]
    public async Task Scan_lists_what_is_there_all_the_time_also_while_the_store_grows_and_values_are_replaced()
    {
        var keys = Enumerable.Range(0, 50).Select(i => Key($"n{i}")).ToArray();
        foreach (var key in keys)
            await Client.SetAsync(key, Utf8("value"), Minute);
        var listed = new List<byte[]>();
        await foreach (var key in Client.ScanAsync(Key("n")))
        {
            if (listed.Count == 0)
            {
                foreach (var each in keys.Concat(Enumerable.Range(0, 3000).Select(i => Key($"other{i}"))))
                    await Client.SetAsync(each, Utf8("another"), Minute);
            }

            listed.Add(key);
        }

        Assert.Equal(Sorted(keys), Sorted(listed));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 7)]
    [InlineData(20, 20)]
    [InlineData(21, 20)]
    public async Task Scan_stops_at_its_limit(int limit, int expected)
    {
        for (var i = 0; i < 20; i++)
            await Client.SetAsync(Key($"n{i}"), Utf8("value"));
        Assert.Equal(expected, (await ListAsync(Key("n"), limit)).Count);
    }

    [Fact]
    public async Task Scan_refuses_a_limit_below_one()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Client.ScanAsync(Key(), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Client.ScanAsync(Key(), -1));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Scan_ends_when_it_is_cancelled()
    {
        for (var i = 0; i < 5; i++)
            await Client.SetAsync(Key($"n{i}"), Utf8("value"));
        using var source = new CancellationTokenSource();
        var listed = 0;
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Client.ScanAsync(Key("n"), cancellationToken: source.Token))
            {
                listed++;
                await source.CancelAsync();
            }
        });
        Assert.Equal(source.Token, thrown.CancellationToken);
        Assert.Equal(1, listed);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Client.ScanAsync(Key("n")).WithCancellation(source.Token))
                Assert.Fail("A cancelled scan listed a key.");
        });
    }

    private async Task<List<byte[]>> ListAsync(byte[] prefix, int? limit = null)
    {
        var keys = new List<byte[]>();
        await foreach (var key in Client.ScanAsync(prefix, limit))
            keys.Add(key);
        return keys;
    }

    private static string[] Sorted(IEnumerable<byte[]> keys) => [.. keys.Select(Convert.ToHexString).Order(StringComparer.Ordinal)];
}
