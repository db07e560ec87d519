using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Keys;
using Derp.Kv.Runtime;

namespace Derp.Kv.Conformance;

/// <summary>What tags promise, whatever the store. Two clients stand for two processes.</summary>
public abstract class TagConformance : HelperConformance
{
    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(300);

    private readonly string _name = NewName();
    private readonly TagMethod<Tag> _tags = new("Tests.InvalidateTagAsync");
    private int _runs;

    private static CachedMethod<Key, string?> Method() => new("Tests.Tagged", "tagged:{name}", "string", Utf8Serializer.Instance, new CachedPolicy { Ttl = Minute });

    private byte[] KeyOf(string name = "a") => Bytes($"tagged:{_name}{name}");

    private byte[] StampKeyOf(string tag) => Bytes($"derp:tag:{_name}{tag}");

    private ValueTask<string?> ReadAsync(string value, KvClient? client = null, string name = "a", string tags = "x", Func<Task>? body = null) => Method().InvokeAsync(
        client ?? Store,
        new Key(_name + name),
        (self: this, value, tags, body),
        static async (s, _) =>
        {
            Interlocked.Increment(ref s.self._runs);
            if (s.body is { } body)
                await body();
            return s.value;
        },
        static (s, tags) =>
        {
            foreach (var tag in s.tags)
                tags.Add(new Tag(s.self._name + tag));
        },
        default);

    private ValueTask InvalidateAsync(KvClient? client = null, string tag = "x") => _tags.InvalidateAsync(client ?? Store, new Tag(_name + tag), default);

    [Fact]
    public async Task S7_A_tagged_hit_is_one_read_and_a_miss_reads_asks_and_commits()
    {
        var client = OtherClient();
        await ReadAsync("a", client, tags: "xy");
        Assert.Equal(["MGet", "TakeStamp", "TakeStamp", "GetOrLease", "CommitLease"], client.Operations);

        client.ClearOperations();
        Assert.Equal("a", await ReadAsync("later", client, tags: "xy"));
        Assert.Equal(["MGet"], client.Operations);
    }

    [Fact]
    public async Task S1_After_an_invalidation_every_value_with_the_tag_is_computed_anew()
    {
        await ReadAsync("old a");
        await ReadAsync("old b", name: "b", tags: "xy");
        await ReadAsync("other", name: "c", tags: "y");

        await InvalidateAsync(OtherClient());

        Assert.Equal("new a", await ReadAsync("new a"));
        Assert.Equal("new b", await ReadAsync("new b", name: "b", tags: "xy"));
        Assert.Equal("other", await ReadAsync("new", name: "c", tags: "y"));
        Assert.Equal("new a", await ReadAsync("later", OtherClient()));
        Assert.Equal(5, _runs);
    }

    [Fact]
    public async Task S1_An_invalidation_is_one_command()
    {
        var client = OtherClient();
        await InvalidateAsync(client);
        Assert.Equal(["InvalidateTag"], client.Operations);
    }

    [Fact]
    public async Task S2_What_was_computed_while_the_tag_was_invalidated_is_returned_and_never_served()
    {
        Assert.Equal("old", await ReadAsync("old", body: async () => await InvalidateAsync(OtherClient())));
        Assert.Equal("new", await ReadAsync("new"));
        Assert.Equal("new", await ReadAsync("later"));
    }

    [Fact]
    public async Task S1_A_read_after_an_invalidation_by_the_same_client_joins_no_flight_from_before()
    {
        var (started, goOn) = (new Gate(), new Gate());
        var old = ReadAsync("old", body: async () =>
        {
            started.Open();
            await goOn.WaitAsync();
        }).AsTask();
        await started.WaitAsync();

        await InvalidateAsync();
        var later = ReadAsync("new").AsTask();
        goOn.Open();

        Assert.Equal("old", await old);
        Assert.Equal("new", await later);
    }

    [Fact]
    public async Task S3_A_lost_stamp_means_a_miss_and_a_new_stamp()
    {
        await ReadAsync("old");
        var stamp = await Store.GetAsync(StampKeyOf("x"));

        await Store.DeleteAsync(StampKeyOf("x"));

        Assert.Equal("new", await ReadAsync("new"));
        Assert.NotEqual(stamp, await Store.GetAsync(StampKeyOf("x")));
    }

    [Fact]
    public async Task S3_A_value_with_a_newer_stamp_than_the_reader_has_is_served_and_not_removed()
    {
        var (reader, isNewer) = (OtherClient(), new Gate());
        await ReadAsync("old");
        await InvalidateAsync();
        reader.After = async operation =>
        {
            if (operation != "TakeStamp" || isNewer.IsOpen)
                return;
            await InvalidateAsync();
            await ReadAsync("newer");
            isNewer.Open();
        };
        reader.Before = async operation =>
        {
            if (operation == "GetOrLease")
                await isNewer.WaitAsync();
        };

        Assert.Equal("newer", await ReadAsync("mine", reader));
        Assert.Equal("newer", await ReadAsync("later"));
        Assert.DoesNotContain("CompareAndDelete", reader.Operations);
    }

    [Fact]
    public async Task S3_A_value_without_the_tag_or_with_another_one_is_a_miss()
    {
        await ReadAsync("of x");

        Assert.Equal("of y", await ReadAsync("of y", tags: "y"));
        Assert.Equal("of both", await ReadAsync("of both", tags: "yx"));
        Assert.Equal("of both", await ReadAsync("in another order", tags: "xy"));
    }

    [Fact]
    public async Task S6_When_the_stamps_cannot_be_read_the_body_runs_and_nothing_is_stored()
    {
        var client = OtherClient();
        client.Before = static operation => operation == "TakeStamp" ? throw InterceptingKvClient.Unavailable(outcomeUnknown: false) : default;

        Assert.Equal("mine", await ReadAsync("mine", client));

        await GoneAsync(LeaseKey.Of(KeyOf()));
        Assert.Null(await Store.GetAsync(KeyOf()));
    }

    [Fact]
    public async Task Stamps_live_longer_than_the_values_that_have_them()
    {
        await ReadAsync("a");
        Assert.True(await Store.TtlAsync(StampKeyOf("x")) > await Store.TtlAsync(KeyOf()));

        await Store.ExpireAsync(StampKeyOf("x"), Minute);
        await ReadAsync("b", name: "b");
        Assert.True(await Store.TtlAsync(StampKeyOf("x")) > await Store.TtlAsync(KeyOf("b")));
    }

    [Fact]
    public async Task W5_While_a_tag_settles_bodies_run_and_nothing_is_stored_and_no_invalidation_shortens_that()
    {
        await ReadAsync("old");
        await Store.InvalidateTagAndSettleAsync(StampKeyOf("x"), Minute);
        await InvalidateAsync(OtherClient());
        await Store.InvalidateTagAndSettleAsync(StampKeyOf("x"), s_settle);

        Assert.Equal("one", await ReadAsync("one"));
        Assert.Equal("two", await ReadAsync("two", OtherClient()));
        Assert.True(await Store.TtlAsync(StampKeyOf("x")) > Minute / 2);

        await Store.DeleteAsync(StampKeyOf("x"));
        await ReadAsync("three");
        Assert.Equal("three", await ReadAsync("four"));
    }

    [Fact]
    public async Task W5_While_a_key_settles_bodies_run_at_once_and_nothing_is_stored()
    {
        var (started, goOn) = (new Gate(), new Gate());
        var old = ReadAsync("old", body: async () =>
        {
            started.Open();
            await goOn.WaitAsync();
        }).AsTask();
        await started.WaitAsync();

        await Store.InvalidateAndSettleAsync(KeyOf(), Minute);
        await OtherClient().InvalidateAsync(KeyOf());
        Assert.Equal("lagging", await ReadAsync("lagging", OtherClient()));
        goOn.Open();
        await old;

        Assert.Null(await Store.GetAsync(KeyOf()));
        Assert.Equal("lagging too", await ReadAsync("lagging too"));
        Assert.Equal(Bytes("S"), await Store.GetAsync(LeaseKey.Of(KeyOf())));
    }

    [Fact]
    public async Task W5_A_time_to_settle_ends()
    {
        await Store.InvalidateAndSettleAsync(KeyOf(), s_settle);
        await ReadAsync("lagging");
        await GoneAsync(LeaseKey.Of(KeyOf()));

        Assert.Equal("new", await ReadAsync("new"));
        Assert.Equal("new", await ReadAsync("later"));
    }

    [Fact]
    public async Task What_another_program_left_under_a_tag_is_replaced()
    {
        await Store.SetAsync(StampKeyOf("x"), Bytes("not a stamp"));

        await ReadAsync("a");
        Assert.Equal("a", await ReadAsync("later"));
    }

    [Fact]
    public async Task N1_N2_S4_Near_entries_end_with_their_tags()
    {
        var (mine, other) = (OtherClient(), OtherClient());
        var method = new NearCachedMethod<NearKey, string?>("Tests.NearTagged", "near:{name}", "string", Utf8Serializer.Instance, new CachedPolicy { Ttl = Minute, Near = Minute / 2, IsFrozen = true });
        await Eventually.HoldsAsync(() => Task.FromResult(other.OpenNear().Notices.AreOn), "The subscription should stand.");
        await CallAsync(mine, "old");
        await CallAsync(other, "old");
        other.ClearOperations();
        Assert.Equal("old", await CallAsync(other, "later"));
        Assert.Empty(other.Operations);

        await InvalidateAsync(mine);

        Assert.Equal("new", await CallAsync(mine, "new"));
        await Eventually.HoldsAsync(async () => await CallAsync(other, "newer") != "old", "The notice should have come.");

        ValueTask<string?> CallAsync(KvClient client, string value) => method.InvokeAsync(
            client,
            new NearKey(_name),
            (self: this, value),
            static (s, _) => new(s.value),
            static (s, tags) => tags.Add(new Tag(s.self._name + "x")),
            default);
    }

    private readonly struct Key(string name) : IKvKey
    {
        public void WriteKey(ref KeyWriter writer)
        {
            writer.AppendLiteral("tagged:"u8);
            writer.Append(name);
        }
    }

    private readonly struct Tag(string name) : IKvKey
    {
        public void WriteKey(ref KeyWriter writer) => writer.Append(name);
    }
}
