using Derp.Kv.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Conformance;

// How old an answer may be, with and without notices.
public abstract partial class NearConformance
{
    [Fact]
    public async Task N6_A_second_read_costs_no_command()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        await node.ReadAsync(method, Name, "value");

        Assert.Equal(0, await node.CommandsAsync(async () => Assert.Equal("value", await node.ReadAsync(method, Name, "later"))));
        Assert.Equal(1, node.Runs);
    }

    [Fact]
    public async Task N3_An_invalidation_elsewhere_is_seen_at_once()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        await node.ReadAsync(method, Name, "old");

        await ChangeAsync();

        await Eventually.HoldsAsync(async () => await node.ReadAsync(method, Name, "new") == "new", "The notice should have come.");
    }

    [Fact]
    public async Task N1_When_every_notice_is_lost_the_old_value_is_returned_for_T_and_not_a_millisecond_longer()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        node.Client.LoseNotices = true;
        await node.ReadAsync(method, Name, "old");
        await ChangeAsync();

        node.Time.Advance(T - s_tick - s_tick);
        Assert.Equal("old", await node.ReadAsync(method, Name, "new"));
        node.Time.Advance(s_tick);
        Assert.Equal("new", await node.ReadAsync(method, Name, "new"));
    }

    [Fact]
    public async Task N1_The_bound_counts_from_when_the_read_was_sent()
    {
        var (reader, writer, method) = (await ListeningNodeAsync(), NewNode(), Shared());
        await writer.ReadAsync(method, Name, "old");
        reader.Client.LoseNotices = true;
        reader.Client.After = operation => Pass(operation, "Get", () => reader.Time.Advance(0.9 * T));

        await reader.ReadAsync(method, Name, "new");
        await ChangeAsync();

        reader.Time.Advance((0.1 * T) - s_tick - s_tick);
        Assert.Equal("old", await reader.ReadAsync(method, Name, "new"));
        reader.Time.Advance(s_tick);
        Assert.Equal("new", await reader.ReadAsync(method, Name, "new"));
    }

    [Fact]
    public async Task N1_The_entry_of_whoever_computed_counts_from_before_the_commit()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        node.Client.LoseNotices = true;
        node.Client.Before = operation => Pass(operation, "GetOrLease", () => node.Time.Advance(3 * T));
        node.Client.After = operation => Pass(operation, "CommitLease", () => node.Time.Advance(0.9 * T));

        await node.ReadAsync(method, Name, "old");
        await ChangeAsync();

        node.Time.Advance((0.1 * T) - s_tick - s_tick);
        Assert.Equal("old", await node.ReadAsync(method, Name, "new"));
        node.Time.Advance(s_tick);
        Assert.Equal("new", await node.ReadAsync(method, Name, "new"));
    }

    [Fact]
    public async Task N1_Use_does_not_extend_the_bound()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        node.Client.LoseNotices = true;
        await node.ReadAsync(method, Name, "old");
        await ChangeAsync();

        for (var i = 0; i < 19; i++)
        {
            Assert.Equal("old", await node.ReadAsync(method, Name, "new"));
            node.Time.Advance(T / 20);
        }

        node.Time.Advance(T / 20);
        Assert.Equal("new", await node.ReadAsync(method, Name, "new"));
    }

    [Fact]
    public async Task N2_N3_A_notice_between_an_answer_and_its_put_makes_the_entry_stillborn()
    {
        var (reader, writer, method) = (await ListeningNodeAsync(), NewNode(), Shared());
        await writer.ReadAsync(method, Name, "old");
        reader.Client.After = async operation =>
        {
            if (operation != "Get")
                return;
            reader.Client.After = null;
            await ChangeAndHearAsync(reader);
        };

        Assert.Equal("old", await reader.ReadAsync(method, Name, "new"));
        Assert.Equal("new", await reader.ReadAsync(method, Name, "new"));
    }

    [Fact]
    public async Task N3_A_notice_before_the_read_was_sent_does_no_harm()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        await ChangeAndHearAsync(node);

        await node.ReadAsync(method, Name, "new");

        Assert.Equal(0, await node.CommandsAsync(async () => await node.ReadAsync(method, Name, "later")));
    }

    [Fact]
    public async Task N2_Nobody_who_reads_after_an_invalidation_here_gets_the_older_entry()
    {
        // On the system's clock: flights that find the lease of an older one wait for time to pass.
        var (client, method) = (OtherClient(), Shared());
        client.LoseNotices = true;
        using var stop = new CancellationTokenSource();
        var (invalidated, source) = (0, 0);
        var readers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var before = Volatile.Read(ref invalidated);
                var value = await method.InvokeAsync(client, new NearKey(Name), 0, (_, _) => new ValueTask<string?>($"{Volatile.Read(ref source)}"), default);
                Assert.True(int.Parse(value!, System.Globalization.CultureInfo.InvariantCulture) >= before, "An entry is older than the invalidation.");

                // Hits end at once, and would keep the pool's threads from all others.
                await Task.Yield();
            }
        })).ToArray();

        for (var i = 1; i <= 200; i++)
        {
            Volatile.Write(ref source, i);
            await client.InvalidateAsync(Key);
            Volatile.Write(ref invalidated, i);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task N3_What_the_store_has_not_is_told_of_all_the_same()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        await node.ReadAsync(method, Name, "old");
        await Store.DeleteAsync(Key);

        await ChangeAsync();

        await Eventually.HoldsAsync(async () => await node.ReadAsync(method, Name, "new") == "new", "The notice should have come.");
    }

    [Fact]
    public async Task W8_An_invalidation_by_prefix_is_told_of_once_for_all_keys()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        await node.ReadAsync(method, Name, "old");
        await node.ReadAsync(method, Name + "b", "old");

        await OtherClient().InvalidateByPrefixAsync(Bytes($"near:{Name}"));

        await Eventually.HoldsAsync(async () => await node.ReadAsync(method, Name, "new") == "new", "The notice should have come.");
        Assert.Equal("new", await node.ReadAsync(method, Name + "b", "new"));
    }

    [Fact]
    public async Task N10_An_interrupted_subscription_voids_what_was_there()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        node.Client.LoseNotices = true;
        await node.ReadAsync(method, Name, "old");
        await ChangeAsync();

        node.Client.InterruptNotices();

        Assert.Equal("new", await node.ReadAsync(method, Name, "new"));
    }

    [Fact]
    public async Task N10_Without_the_right_to_subscribe_the_bound_holds_and_the_log_says_so_once()
    {
        var logs = new Microsoft.Extensions.Logging.Testing.FakeLogCollector();
        var node = NewNode(new KvClientOptions { LoggerFactory = Microsoft.Extensions.Logging.LoggerFactory.Create(builder => Microsoft.Extensions.Logging.LoggingBuilderExtensions.AddProvider(builder, new Microsoft.Extensions.Logging.Testing.FakeLoggerProvider(logs))) });
        node.Client.Before = static operation => operation == "SubscribeToNearNotices" ? throw new KvException("refused") : default;
        var method = Shared();
        await node.ReadAsync(method, Name, "old");
        await Eventually.HoldsAsync(() => Task.FromResult(logs.GetSnapshot().Any(static record => record.Id.Name == "NoNearNotices")), "The log should say so.");
        await ChangeAsync();

        node.Time.Advance(T - s_tick - s_tick);
        Assert.Equal("old", await node.ReadAsync(method, Name, "new"));
        node.Time.Advance(s_tick);
        Assert.Equal("new", await node.ReadAsync(method, Name, "new"));
        node.Time.Advance(TimeSpan.FromMinutes(1));
        await node.ReadAsync(method, Name, "newer");

        Assert.Single(logs.GetSnapshot(), static record => record.Id.Name == "NoNearNotices");
    }

    [Fact]
    public async Task N3_Without_notices_nothing_is_published_or_subscribed_to()
    {
        var (node, method) = (NewNode(new KvClientOptions { NearNotices = false }), Shared());
        await node.ReadAsync(method, Name, "old");
        await ChangeAsync();
        Assert.Equal("old", await node.ReadAsync(method, Name, "new"));
        Assert.DoesNotContain("SubscribeToNearNotices", node.Client.Operations);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(9)]
    public async Task N3_A_notice_of_another_length_is_ignored(int length)
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        await node.ReadAsync(method, Name, "value");
        var voided = node.Client.OpenNear().Voided;

        node.Client.OpenNear().Receive(new byte[length]);

        Assert.Equal(voided, node.Client.OpenNear().Voided);
        Assert.Equal(0, await node.CommandsAsync(async () => await node.ReadAsync(method, Name, "later")));
    }

    [Fact]
    public async Task N3_A_notice_for_another_key_of_the_stripe_costs_a_read_and_never_a_wrong_value()
    {
        var (node, method) = (await ListeningNodeAsync(), Shared());
        await node.ReadAsync(method, Name, "value");
        var digest = Derp.Kv.Coordination.KeyDigest.Of(Key) ^ (1UL << 40);
        var notice = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(notice, digest);

        node.Client.OpenNear().Receive(notice);

        Assert.Equal(1, await node.CommandsAsync(async () => Assert.Equal("value", await node.ReadAsync(method, Name, "other"))));
    }

    private static ValueTask Pass(string operation, string awaited, Action pass)
    {
        if (operation == awaited)
            pass();
        return default;
    }
}
