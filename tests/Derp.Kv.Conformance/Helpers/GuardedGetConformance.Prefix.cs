using System.Text;
using Derp.Kv.Coordination;

namespace Derp.Kv.Conformance;

// W8: many keys at once. A read that runs must not bring the old value back.
public abstract partial class GuardedGetConformance
{
    // What stands between prefix and end decides which of the three forms the key's lease has; {0} is the test's prefix.
    public static TheoryData<string> KeysOfEveryLeaseForm => ["{0}:plain", "{0}:{{tag}}:tagged", "{0}:stray}}brace", "{0}:{{open", "{0}:{{}}:empty tag"];

    [Theory]
    [MemberData(nameof(KeysOfEveryLeaseForm))]
    public async Task W8_A_body_that_runs_when_its_prefix_is_invalidated_stores_nothing(string form)
    {
        var (prefix, key) = PrefixAndKey(form);
        var (reader, operatorsClient) = (OtherClient(), OtherClient());

        var value = await reader.GuardedGetAsync(key, async _ =>
        {
            Assert.Equal(0, await operatorsClient.InvalidateByPrefixAsync(prefix));
            return [1];
        }, Minute);

        Assert.Equal([1], value);
        Assert.Null(await Store.GetAsync(key));
        Assert.False(await IsLeasedAsync(key));
    }

    // Between the two scans, and before the first: both orders of commit and scan.
    [Theory]
    [InlineData("DeleteMany")]
    [InlineData("Invalidate")]
    public async Task W8_A_value_that_is_committed_while_its_prefix_is_invalidated_does_not_stay(string operation)
    {
        var (prefix, key) = PrefixAndKey("{0}:plain");
        var (_, held) = PrefixAndKey("{0}:held", prefix);
        var (reader, operatorsClient) = (OtherClient(), OtherClient());
        var (started, gate) = (new Gate(), new Gate());
        var old = reader.GuardedGetAsync(key, async _ =>
        {
            started.Open();
            await gate.WaitAsync();
            return [1];
        }, Minute).AsTask();
        await started.WaitAsync();

        // Another body of the prefix, whose lease and value give both scans something to do.
        await Store.SetAsync(held, new byte[] { 2 }, Minute);
        operatorsClient.Before = async name =>
        {
            if (name != operation)
                return;
            gate.Open();
            await old;
        };
        await operatorsClient.InvalidateByPrefixAsync(prefix);

        Assert.Equal([1], await old);
        Assert.Null(await Store.GetAsync(key));
        Assert.Null(await Store.GetAsync(held));
    }

    [Fact]
    public async Task W8_A_read_after_it_does_not_join_an_old_flight_of_the_prefix()
    {
        var (prefix, key) = PrefixAndKey("{0}:plain");
        var client = OtherClient();
        var (started, gate) = (new Gate(), new Gate());
        var old = client.GuardedGetAsync(key, async _ =>
        {
            started.Open();
            await gate.WaitAsync();
            return [1];
        }, Minute, lockTtl: Minute).AsTask();
        await started.WaitAsync();

        await client.InvalidateByPrefixAsync(prefix);
        var fresh = await client.GuardedGetAsync(key, static _ => ValueTask.FromResult<byte[]>([2]), Minute, lockTtl: Minute);
        gate.Open();

        Assert.Equal([2], fresh);
        Assert.Equal([1], await old);
        Assert.Equal([2], await Store.GetAsync(key));
    }

    [Fact]
    public async Task W8_A_flight_that_took_off_meanwhile_is_not_joined_after_it()
    {
        var (prefix, key) = PrefixAndKey("{0}:plain");
        var client = OtherClient();
        await Store.SetAsync(PrefixAndKey("{0}:other", prefix).Key, new byte[] { 9 }, Minute);
        var (started, gate) = (new Gate(), new Gate());
        Task<byte[]>? old = null;
        client.Before = async operation =>
        {
            if (operation != "DeleteMany")
                return;
            old = client.GuardedGetAsync(key, async _ =>
            {
                started.Open();
                await gate.WaitAsync();
                return [1];
            }, Minute, lockTtl: TimeSpan.FromMilliseconds(200)).AsTask();
            await started.WaitAsync();
        };

        await client.InvalidateByPrefixAsync(prefix);
        var isJoined = client.Flights.Find(key) is not null;
        gate.Open();

        Assert.False(isJoined);
        Assert.Equal([1], await old!);
    }

    [Fact]
    public async Task W8_Who_waits_for_a_lease_of_the_prefix_goes_on_at_once()
    {
        var (prefix, key) = PrefixAndKey("{0}:plain");
        var (holder, waiter) = (OtherClient(), OtherClient());
        var (started, gate) = (new Gate(), new Gate());
        var old = holder.GuardedGetAsync(key, async _ =>
        {
            started.Open();
            await gate.WaitAsync();
            return [1];
        }, Minute, lockTtl: Minute).AsTask();
        await started.WaitAsync();
        var waiting = waiter.GuardedGetAsync(key, static _ => ValueTask.FromResult<byte[]>([2]), Minute, lockTtl: Minute).AsTask();
        await Eventually.HoldsAsync(() => Task.FromResult(waiter.GetStatus().Waiters == 1), "The other process should wait.");

        await Store.InvalidateByPrefixAsync(prefix);

        Assert.Equal([2], await waiting);
        gate.Open();
        Assert.Equal([1], await old);

        // The second scan may have met what the waiter stored; what is older than the first is stored by nobody.
        Assert.NotEqual([1], await Store.GetAsync(key));
    }

    [Fact]
    public async Task W8_Values_of_the_prefix_go_and_all_others_stay()
    {
        var (prefix, _) = PrefixAndKey("{0}");
        var inside = KeysOfEveryLeaseForm.Select(form => PrefixAndKey(form.Data, prefix).Key).Append(prefix).ToList();
        byte[][] outside = [prefix[..^1], [.. "x"u8, .. prefix], [(byte)'{', .. prefix, (byte)'}'], [.. prefix[..^1], (byte)'*']];
        foreach (var key in inside.Concat(outside))
            await Store.SetAsync(key, new byte[] { 1 }, Minute);

        Assert.Equal(inside.Count, await Store.InvalidateByPrefixAsync(prefix));

        Assert.All(await Store.MGetAsync([.. inside.Select(static key => (ReadOnlyMemory<byte>)key)]), Assert.Null);
        Assert.All(await Store.MGetAsync([.. outside.Select(static key => (ReadOnlyMemory<byte>)key)]), Assert.NotNull);
        await Store.DeleteManyAsync([.. outside.Select(static key => (ReadOnlyMemory<byte>)key)]);
    }

    // More keys than one deletion takes.
    [Fact]
    public async Task W8_Many_values_go_in_several_steps()
    {
        var (prefix, _) = PrefixAndKey("{0}");
        await Store.MSetAsync([.. Enumerable.Range(0, 1201).Select(i => KeyValuePair.Create<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>((byte[])[.. prefix, .. Bytes($":{i}")], new byte[] { 1 }))], Minute);

        Assert.Equal(1201, await Store.InvalidateByPrefixAsync(prefix));
        Assert.Equal(0, await Store.InvalidateByPrefixAsync(prefix));
    }

    // The prefix of an application is one of its claims as well.
    [Fact]
    public async Task W8_Claims_and_counters_stay()
    {
        var client = OtherClient(new KvClientOptions { KeyPrefix = $"test-{Guid.NewGuid():N}:" });
        var prefix = Bytes(client.Options.KeyPrefix);
        await client.SetAsync((byte[])[.. prefix, .. "product:7"u8], new byte[] { 1 }, Minute);
        await client.AlreadyProcessedAsync("event");
        await client.RateLimitAsync("login", 1, Minute);

        Assert.Equal(1, await client.InvalidateByPrefixAsync(prefix));

        Assert.True(await client.AlreadyProcessedAsync("event"));
        Assert.False((await client.RateLimitAsync("login", 1, Minute)).Allowed);
        await Assert.ThrowsAsync<ArgumentException>(() => client.InvalidateByPrefixAsync((byte[])[.. prefix, .. "derp:once:"u8]).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => client.InvalidateByPrefixAsync(default).AsTask());
    }

    // C29: an explicit operation says that it failed.
    [Theory]
    [InlineData("Invalidate")]
    [InlineData("DeleteMany")]
    public async Task C29_An_invalidation_by_prefix_throws_on_failure(string operation)
    {
        var (prefix, key) = PrefixAndKey("{0}:plain");
        var client = OtherClient();
        await Store.GetOrLeaseAsync(key, LeaseToken.Create(), Minute);
        await Store.SetAsync(PrefixAndKey("{0}:value", prefix).Key, new byte[] { 1 }, Minute);
        client.Before = name => name == operation ? throw InterceptingKvClient.Unavailable(outcomeUnknown: false) : default;

        await Assert.ThrowsAsync<KvUnavailableException>(() => client.InvalidateByPrefixAsync(prefix).AsTask());
    }

    private static (byte[] Prefix, byte[] Key) PrefixAndKey(string form, byte[]? prefix = null)
    {
        prefix ??= NewKey();
        return (prefix, Bytes(form.Replace("{0}", Encoding.UTF8.GetString(prefix), StringComparison.Ordinal).Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal)));
    }
}
