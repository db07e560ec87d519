namespace Derp.Kv.Conformance;

// Keys and values are bytes: any, none, many, and nobody else's.
public abstract partial class KvClientConformance
{
    [Fact]
    public async Task Missing_key_reads_as_null() => Assert.Null(await Client.GetAsync(Key()));

    [Fact]
    public async Task Every_byte_survives_in_key_and_value()
    {
        byte[] key = [.. Key(), .. AllBytes()];
        await Client.SetAsync(key, AllBytes());
        Assert.Equal(AllBytes(), await Client.GetAsync(key));
    }

    [Fact]
    public async Task Keys_that_differ_in_one_byte_are_two()
    {
        for (var i = 0; i < 256; i++)
            await Client.SetAsync((byte[])[.. Key(), (byte)i], new[] { (byte)i });
        for (var i = 0; i < 256; i++)
            Assert.Equal((byte[])[(byte)i], await Client.GetAsync((byte[])[.. Key(), (byte)i]));
    }

    [Fact]
    public async Task Empty_value_is_a_value()
    {
        await Client.SetAsync(Key(), ReadOnlyMemory<byte>.Empty);
        Assert.Equal(Array.Empty<byte>(), await Client.GetAsync(Key()));
        Assert.True(await Client.ExistsAsync(Key()));
        Assert.False(await Client.SetNxAsync(Key(), Utf8("second")));
    }

    [Fact]
    public async Task Empty_key_is_a_key()
    {
        try
        {
            await Client.SetAsync(ReadOnlyMemory<byte>.Empty, Utf8("value"), Minute);
            Assert.Equal(Utf8("value"), await Client.GetAsync(ReadOnlyMemory<byte>.Empty));
        }
        finally
        {
            await Client.DeleteAsync(ReadOnlyMemory<byte>.Empty);
        }
    }

    [Fact]
    public async Task Ten_mebibytes_survive()
    {
        var value = new byte[10 * 1024 * 1024];
        new Random(1).NextBytes(value);
        await Client.SetAsync(Key(), value, Minute);
        var stored = await Client.GetAsync(Key());
        Assert.True(value.AsSpan().SequenceEqual(stored));
        await Client.DeleteAsync(Key());
    }

    [Fact]
    public async Task Callers_buffers_are_copied_in()
    {
        var key = Key();
        var value = Utf8("value");
        await Client.SetAsync(key, value);
        value[0] = (byte)'X';
        key[0] ^= 0xFF;
        Assert.Equal(Utf8("value"), await Client.GetAsync(Key()));
    }

    [Fact]
    public async Task Results_are_copies()
    {
        await Client.SetAsync(Key(), Utf8("value"));
        var first = await Client.GetAsync(Key());
        first![0] = (byte)'X';
        var many = await Client.MGetAsync([Key()]);
        many[0]![1] = (byte)'X';
        Assert.Equal(Utf8("value"), await Client.GetAsync(Key()));
    }

    [Fact]
    public async Task Part_of_a_buffer_is_a_key_and_a_value()
    {
        byte[] buffer = [1, 2, .. Key(), 3];
        await Client.SetAsync(buffer.AsMemory(2, Key().Length), buffer.AsMemory(0, 2));
        Assert.Equal((byte[])[1, 2], await Client.GetAsync(Key()));
    }

    [Fact]
    public async Task Set_replaces_and_delete_removes()
    {
        await Client.SetAsync(Key(), Utf8("first"));
        await Client.SetAsync(Key(), Utf8("second"));
        Assert.Equal(Utf8("second"), await Client.GetAsync(Key()));
        Assert.True(await Client.DeleteAsync(Key()));
        Assert.False(await Client.DeleteAsync(Key()));
        Assert.False(await Client.ExistsAsync(Key()));
    }
}
