using Derp.Kv.Runtime;

namespace Derp.Kv.Conformance;

// What entries hold, and what makes none.
public abstract partial class NearConformance
{
    [Fact]
    public async Task N7_Calls_share_one_completed_task_of_a_type_that_never_changes()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        await node.ReadAsync(method, Name, "value");

        var (first, second) = (node.ReadAsync(method, Name, "later").AsTask(), node.ReadAsync(method, Name, "later").AsTask());

        Assert.Same(first, second);
        Assert.True(first.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task N7_C9_Calls_get_an_instance_each_of_a_type_that_can_change()
    {
        var (node, method) = (await ListeningNodeAsync(), Lists());
        List<int> source = [1, 2];
        var leaders = (await node.ReadAsync(method, Name, source))!;
        Assert.NotSame(source, leaders);
        leaders.Add(3);
        source.Add(4);

        var first = (await node.ReadAsync(method, Name, null))!;
        first.Add(5);

        Assert.Equal(0, await node.CommandsAsync(async () => Assert.Equal([1, 2], await node.ReadAsync(method, Name, null))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task N7_C9_A_copy_is_of_what_the_decoder_made_and_shared_with_no_call(bool isReader)
    {
        var (writer, node) = (NewNode(), await ListeningNodeAsync());
        var copies = 0;
        var method = Lists(value =>
        {
            copies++;
            return [.. value!];
        });
        List<int> source = [1, 2];
        if (isReader)
            await writer.ReadAsync(Lists(), Name, source);
        (await node.ReadAsync(method, Name, source))!.Add(3);
        source.Add(4);

        (await node.ReadAsync(method, Name, null))!.Add(5);

        Assert.Equal(0, await node.CommandsAsync(async () => Assert.Equal([1, 2], await node.ReadAsync(method, Name, null))));
        Assert.Equal(isReader ? 3 : 2, copies);
    }

    [Fact]
    public async Task N4_The_entry_is_what_was_stored_and_not_the_object_of_the_body()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        var source = new string('x', 10);
        await node.ReadAsync(method, Name, source);

        Assert.NotSame(source, await node.ReadAsync(method, Name, "later"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task C30_N6_Null_and_empty_are_values(string? value)
    {
        var (node, shared, text, lists) = (await ListeningNodeAsync(), Shared(), Text(), Lists(static value => [.. value!]));
        await node.ReadAsync(shared, Name + "a", value);
        await node.ReadAsync(text, Name + "b", value);
        await node.ReadAsync(lists, Name + "c", value is null ? null : []);

        Assert.Equal(0, await node.CommandsAsync(async () =>
        {
            Assert.Equal(value, await node.ReadAsync(shared, Name + "a", "later"));
            Assert.Equal(value, await node.ReadAsync(text, Name + "b", "later"));
            Assert.Equal(value is null ? null : [], await node.ReadAsync(lists, Name + "c", [1]));
        }));
    }

    [Fact]
    public async Task N4_A_commit_that_stored_nothing_makes_no_entry()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());

        // A notice would void the entry that must not be made.
        node.Client.LoseNotices = true;
        node.Client.Before = async operation =>
        {
            if (operation == "CommitLease")
                await Store.InvalidateAsync(Key);
        };

        Assert.Equal("old", await node.ReadAsync(method, Name, "old"));
        node.Client.Before = null;
        Assert.Equal("new", await node.ReadAsync(method, Name, "new"));
    }

    [Fact]
    public async Task N4_A_commit_without_an_answer_makes_no_entry()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        node.Client.After = static operation => operation == "CommitLease" ? throw InterceptingKvClient.Unavailable(outcomeUnknown: true) : default;

        await node.ReadAsync(method, Name, "value");

        Assert.NotEqual(0, await node.CommandsAsync(async () => Assert.Equal("value", await node.ReadAsync(method, Name, "later"))));
    }

    [Fact]
    public async Task N4_A_run_without_a_lease_makes_no_entry()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        node.Client.Before = static operation => operation == "GetOrLease" ? throw InterceptingKvClient.Unavailable(outcomeUnknown: false) : default;

        await node.ReadAsync(method, Name, "value");
        await node.ReadAsync(method, Name, "value");

        Assert.Equal(2, node.Runs);
    }

    [Theory]
    [InlineData("too large")]
    [InlineData("poison")]
    public async Task N4_What_is_not_stored_makes_no_entry(string what)
    {
        var (node, method) = (await ListeningNodeAsync(new KvClientOptions { MaxValueSize = 100 }), Shared());
        var value = what == "poison" ? Utf8Serializer.Poison : new string('x', 200);

        await node.ReadAsync(method, Name, value);
        await node.ReadAsync(method, Name, value);

        Assert.Equal(2, node.Runs);
        Assert.Equal(0, node.Client.OpenNear().Count);
    }

    [Fact]
    public async Task N4_A_key_over_512_bytes_makes_no_entry()
    {
        var (node, shared, text, name) = (await ListeningNodeAsync(), Shared(), Text(), Name + new string('k', 512));
        await node.ReadAsync(shared, name, "value");
        await node.ReadAsync(text, name, "value");

        Assert.Equal("value", await node.ReadAsync(shared, name, "later"));
        Assert.Equal(0, node.Client.OpenNear().Count);
    }

    [Fact]
    public async Task N5_The_store_keeps_a_value_for_Ttl_less_T()
    {
        var (node, ttls) = (NewNode(), new List<TimeSpan>());
        node.Client.Committing = ttls.Add;

        await node.ReadAsync(Shared(), Name, "value");
        await node.ReadAsync(Shared(new CachedPolicy { Ttl = Minute, Near = T, Jitter = 1, IsFrozen = true }), Name + "b", "value");

        Assert.Equal(Minute - T, ttls[0]);
        Assert.InRange(ttls[1], s_tick, Minute - T);
    }

    [Fact]
    public async Task N5_A_value_that_says_it_is_too_short_lived_makes_no_entry()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        await NewNode().ReadAsync(method, Name, "value");
        var stored = (await Store.GetAsync(Key))!;
        stored[1] |= 16;
        await Store.SetAsync(Key, stored, Minute);

        Assert.Equal("value", await node.ReadAsync(method, Name, "later"));
        Assert.Equal(0, node.Client.OpenNear().Count);
    }

    [Theory]
    [InlineData(49, 60_000)]
    [InlineData(2_000, 3_999)]
    public void N5_T_is_from_50_ms_to_half_of_Ttl(int near, int ttl) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Shared(new CachedPolicy { Ttl = TimeSpan.FromMilliseconds(ttl), Near = TimeSpan.FromMilliseconds(near) }));

    [Fact]
    public async Task N9_Methods_prefixes_and_versions_do_not_see_each_others_entries()
    {
        var (node, shared, text) = (await ListeningNodeAsync(), Shared(), Text());
        var (versioned, other) = (Shared(new CachedPolicy { Ttl = Minute, Near = T, IsFrozen = true, Version = 1 }), await ListeningNodeAsync(new KvClientOptions { KeyPrefix = "other:" }));
        await node.ReadAsync(shared, Name, "value");

        Assert.NotEqual(0, await node.CommandsAsync(async () => await node.ReadAsync(text, Name, "text")));
        Assert.Equal("versioned", await node.ReadAsync(versioned, Name, "versioned"));
        Assert.Equal("other", await other.ReadAsync(shared, Name, "other"));
        Assert.Equal("versioned", await node.ReadAsync(versioned, Name, "later"));
        Assert.Equal("value", await node.ReadAsync(shared, Name, "later"));
    }
}
