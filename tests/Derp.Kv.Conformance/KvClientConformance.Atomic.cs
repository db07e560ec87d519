namespace Derp.Kv.Conformance;

// Compare and change in one step.
public abstract partial class KvClientConformance
{
    [Fact]
    public async Task Claim_is_written_only_where_nothing_stands()
    {
        Assert.True(await Client.SetNxAsync(Key(), Utf8("first"), Minute));
        Assert.False(await Client.SetNxAsync(Key(), Utf8("second"), TimeSpan.FromHours(1)));
        Assert.Equal(Utf8("first"), await Client.GetAsync(Key()));
        Assert.InRange((await Client.TtlAsync(Key()))!.Value, TimeSpan.FromSeconds(50), Minute);
    }

    [Fact]
    public async Task Claim_or_read_returns_what_stands_I5()
    {
        Assert.Null(await Client.SetNxGetAsync(Key(), AllBytes(), Minute));
        Assert.Equal(AllBytes(), await Client.SetNxGetAsync(Key(), Utf8("second"), TimeSpan.FromHours(1)));
        Assert.Equal(AllBytes(), await Client.GetAsync(Key()));
        Assert.InRange((await Client.TtlAsync(Key()))!.Value, TimeSpan.FromSeconds(50), Minute);
    }

    [Fact]
    public async Task Claim_or_read_tells_an_empty_value_from_none()
    {
        await Client.SetAsync(Key(), ReadOnlyMemory<byte>.Empty);
        Assert.Equal(Array.Empty<byte>(), await Client.SetNxGetAsync(Key(), Utf8("second"), Minute));
    }

    [Fact]
    public async Task Claim_can_be_taken_again_when_it_has_ended()
    {
        Assert.Null(await Client.SetNxGetAsync(Key(), Utf8("first"), s_short));
        await PassAsync(s_short);
        Assert.Null(await Client.SetNxGetAsync(Key(), Utf8("second"), s_short));
        await PassAsync(s_short);
        Assert.True(await Client.SetNxAsync(Key(), Utf8("third"), s_short));
    }

    [Fact]
    public async Task Compare_and_set_replaces_only_the_expected_bytes()
    {
        Assert.False(await Client.CompareAndSetAsync(Key(), Utf8("value"), Utf8("next")));
        Assert.False(await Client.CompareAndSetAsync(Key(), ReadOnlyMemory<byte>.Empty, Utf8("next")));
        Assert.Null(await Client.GetAsync(Key()));

        await Client.SetAsync(Key(), AllBytes());
        Assert.False(await Client.CompareAndSetAsync(Key(), AllBytes().AsMemory(0, 255), Utf8("next")));
        Assert.True(await Client.CompareAndSetAsync(Key(), AllBytes(), ReadOnlyMemory<byte>.Empty, Minute));
        Assert.Equal(Array.Empty<byte>(), await Client.GetAsync(Key()));
        Assert.NotNull(await Client.TtlAsync(Key()));
        Assert.True(await Client.CompareAndSetAsync(Key(), ReadOnlyMemory<byte>.Empty, Utf8("last")));
        Assert.Equal(Utf8("last"), await Client.GetAsync(Key()));
        Assert.Null(await Client.TtlAsync(Key()));
    }

    [Fact]
    public async Task Compare_and_delete_removes_only_the_expected_bytes()
    {
        Assert.False(await Client.CompareAndDeleteAsync(Key(), ReadOnlyMemory<byte>.Empty));
        await Client.SetAsync(Key(), AllBytes());
        Assert.False(await Client.CompareAndDeleteAsync(Key(), Utf8("other")));
        Assert.True(await Client.ExistsAsync(Key()));
        Assert.True(await Client.CompareAndDeleteAsync(Key(), AllBytes()));
        Assert.False(await Client.ExistsAsync(Key()));
    }

    [Fact]
    public async Task Compare_and_expire_extends_only_the_expected_bytes()
    {
        Assert.False(await Client.CompareAndExpireAsync(Key(), ReadOnlyMemory<byte>.Empty, Minute));
        await Client.SetAsync(Key(), AllBytes(), Minute);
        Assert.False(await Client.CompareAndExpireAsync(Key(), Utf8("other"), TimeSpan.FromHours(1)));
        Assert.InRange((await Client.TtlAsync(Key()))!.Value, TimeSpan.Zero, Minute);
        Assert.True(await Client.CompareAndExpireAsync(Key(), AllBytes(), TimeSpan.FromHours(1)));
        Assert.InRange((await Client.TtlAsync(Key()))!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Increment_counts_from_nothing_and_refuses_what_is_no_number()
    {
        Assert.Equal(1, await Client.IncrAsync(Key()));
        Assert.Equal(2, await Client.IncrAsync(Key()));
        Assert.Equal(Utf8("2"), await Client.GetAsync(Key()));
        Assert.Null(await Client.TtlAsync(Key()));

        await Client.SetAsync(Key(), Utf8("-1"));
        Assert.Equal(0, await Client.IncrAsync(Key()));
        foreach (var text in (string[])["", "x", "1x", " 1", "+1", "01", "1.0", "-0", "9223372036854775808"])
        {
            await Client.SetAsync(Key(), Utf8(text));
            await RefusesAsync(Utf8(text));
        }

        await Client.SetAsync(Key(), Utf8("9223372036854775807"));
        await RefusesAsync(Utf8("9223372036854775807"));

        async Task RefusesAsync(byte[] untouched)
        {
            var thrown = await Assert.ThrowsAsync<KvException>(async () => await Client.IncrAsync(Key()));
            Assert.Contains("64-bit integer", thrown.Message, StringComparison.Ordinal);
            Assert.Equal(untouched, await Client.GetAsync(Key()));
        }
    }
}
