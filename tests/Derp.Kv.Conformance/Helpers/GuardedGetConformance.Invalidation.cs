namespace Derp.Kv.Conformance;

// A write happened: nothing that was computed before it may be read after it.
public abstract partial class GuardedGetConformance
{
    [Fact]
    public async Task C21_A_value_computed_before_an_invalidation_is_returned_and_not_left_in_the_cache()
    {
        var key = NewKey();
        var (reader, writer) = (OtherClient(), OtherClient());

        var value = await reader.GuardedGetAsync(key, async _ =>
        {
            await writer.InvalidateAsync(key);
            return [1];
        }, Minute);

        Assert.Equal([1], value);
        Assert.Null(await Store.GetAsync(key));
    }

    [Fact]
    public async Task C20_A_value_that_is_set_in_its_place_stays_and_voids_the_lease()
    {
        var key = NewKey();
        var (reader, writer) = (OtherClient(), OtherClient());

        var value = await reader.GuardedGetAsync(key, async _ =>
        {
            await writer.ReplaceAsync(key, Bytes("set"), Minute, default);
            Assert.False(await IsLeasedAsync(key));
            return Bytes("computed");
        }, Minute);

        Assert.Equal(Bytes("computed"), value);
        Assert.Equal(Bytes("set"), await Store.GetAsync(key));
        Assert.InRange((await Store.TtlAsync(key))!.Value, TimeSpan.FromSeconds(1), Minute);
        await writer.ReplaceAsync(key, Bytes("again"), Minute, default);
        Assert.Equal(Bytes("again"), await Store.GetAsync(key));
    }

    [Fact]
    public async Task C21_A_read_after_an_invalidation_does_not_join_the_old_flight()
    {
        var key = NewKey();
        var client = OtherClient();
        var (started, gate) = (new Gate(), new Gate());
        var old = client.GuardedGetAsync(key, async _ =>
        {
            started.Open();
            await gate.WaitAsync();
            return [1];
        }, Minute, lockTtl: Minute).AsTask();
        await started.WaitAsync();

        await client.InvalidateAsync(key);
        var fresh = await client.GuardedGetAsync(key, _ => ValueTask.FromResult<byte[]>([2]), Minute, lockTtl: Minute);
        gate.Open();

        Assert.Equal([2], fresh);
        Assert.Equal([1], await old);
        Assert.Equal([2], await Store.GetAsync(key));
    }

    [Fact]
    public async Task C21_A_flight_that_took_off_while_the_invalidation_was_under_way_is_not_joined_after_it()
    {
        var key = NewKey();
        var client = OtherClient();
        var (started, gate) = (new Gate(), new Gate());
        Task<byte[]>? old = null;
        client.Before = async operation =>
        {
            if (operation != "Invalidate")
                return;
            old = client.GuardedGetAsync(key, async _ =>
            {
                started.Open();
                await gate.WaitAsync();
                return [1];
            }, Minute, lockTtl: Minute).AsTask();
            await started.WaitAsync();
        };

        await client.InvalidateAsync(key);
        var fresh = await client.GuardedGetAsync(key, _ => ValueTask.FromResult<byte[]>([2]), Minute, lockTtl: Minute);
        gate.Open();

        Assert.Equal([2], fresh);
        Assert.Equal([1], await old!);
        Assert.Equal([2], await Store.GetAsync(key));
    }

    [Fact]
    public async Task Invalidate_tells_whether_a_value_was_there()
    {
        var key = NewKey();
        await Store.SetAsync(key, new byte[] { 1 }, Minute);

        Assert.True(await Store.InvalidateAsync(key));
        Assert.False(await Store.InvalidateAsync(key));
    }
}
