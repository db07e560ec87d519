using System.Text;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Tests.Rights;

/// <summary>What a user of the server needs for one feature, and a run of it that fails where any of that is missing.</summary>
/// <param name="Name">As the docs call it.</param>
/// <param name="Rights">Words of an ACL; keys and channels for the prefix <c>shop:</c>.</param>
/// <param name="RunAsync">By the user whose client it gets, on a server that looks over his shoulder.</param>
internal sealed partial record Feature(string Name, string Rights, Func<KvClient, ValkeyServer, Task> RunAsync)
{
    public const string KeyPrefix = "shop:";

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_odd = TimeSpan.FromMilliseconds(60_001);

    /// <summary>Each feature for itself; a user of several gets the rights of all.</summary>
    public static IReadOnlyList<Feature> All { get; } =
    [
        new("every connection", "+echo +ping", static (client, _) => client.ConnectAsync().AsTask()),
        new("primitives", "~shop:* +get +set +setnx +setex +psetex +mget +mset +unlink +exists +pttl +expire +pexpire +incr", PrimitivesAsync),
        new("`ScanAsync`", "+scan", ScanAsync),
        new("`SetNxGetAsync`, `AlreadyProcessedAsync`", "~shop:* +set", MarkAsync),
        new("`CompareAndSetAsync`, `CompareAndDeleteAsync`, `CompareAndExpireAsync`", "~shop:* +eval +get +set +unlink +pexpire", CompareAsync),
        new("`[Cached]`, `GuardedGetAsync`, `InvalidateAsync`", "~shop:* ~{shop:* +get +eval +set +unlink +pexpire +pttl", CachedAsync),
        new("the same, with notifications (pub/sub)", "~shop:* ~{shop:* +get +eval +set +unlink +pexpire +pttl +setrange +publish +subscribe &shop:derp:notices", NoticesAsync),
        new("values of 32 KB and more, without a copy on the server", "~shop:* ~{shop:* +get +eval +set +unlink +pexpire +pttl +rename", LargeValuesAsync),
        new("`Near` on `[Cached]`, with notifications of invalidations", "~shop:* ~{shop:* +get +eval +set +unlink +pexpire +pttl +publish +subscribe &shop:derp:near", NearAsync),
        new("`Tags` on `[Cached]`, batches, and `Settle`", "~shop:* ~{shop:* +mget +get +eval +set +unlink +pexpire +pttl", TagsAsync),
        new("`RefreshAfter` and `StaleIfError` on `[Cached]`", "~shop:* ~{shop:* +mget +get +getrange +eval +set +setrange +unlink +pexpire +pttl", RefreshAsync),
        new("`InvalidateByPrefixAsync`", "~shop:* ~{shop:* +scan +eval +unlink", InvalidateByPrefixAsync),
        new("`[Idempotent]`, `IdempotentExecuteAsync`, `ProcessOnceAsync`", "~shop:* +get +set +eval +unlink +pexpire +pttl", IdempotentAsync),
        new("`[Idempotent]` and its helpers, with notifications (pub/sub)", "~shop:* ~{shop:* +get +set +eval +unlink +pexpire +pttl +publish +subscribe &shop:derp:notices", ClaimNoticesAsync),
        new("`[RateLimited]`, `RateLimitAsync`: fixed window", "~shop:* +eval +get +set +pttl +pexpire", static (client, server) => LimitAsync(client, server, RateLimitAlgorithm.FixedWindow)),
        new("`[RateLimited]`, `RateLimitAsync`: sliding window, token bucket", "~shop:* +eval +get +set +pttl +pexpire +time", static async (client, server) =>
        {
            await LimitAsync(client, server, RateLimitAlgorithm.SlidingWindow);
            await LimitAsync(client, server, RateLimitAlgorithm.TokenBucket);
        }),
        new("`MapDerpKv`, the [live page](live-page.md)", "~shop:* +get +mget +set +setex +eval +publish +subscribe &shop:derp:live", PageAsync),
    ];

    /// <summary>The table of docs/security.md.</summary>
    public static string Table => All.Aggregate("| feature | permissions |\n|---|---|\n", static (table, feature) => $"{table}| {feature.Name} | `{feature.Rights}` |\n");

    private static byte[] NewKey() => Encoding.UTF8.GetBytes($"{KeyPrefix}{Guid.NewGuid():N}");

    private static async Task PrimitivesAsync(KvClient client, ValkeyServer server)
    {
        var (key, value) = (NewKey(), "1"u8.ToArray());
        await client.SetAsync(key, value);
        await client.SetAsync(key, value, s_minute);
        await client.SetAsync(key, value, s_odd);
        await client.GetAsync(key);
        await client.SetNxAsync(key, value);
        await client.MSetAsync([new(key, value), new(NewKey(), value)]);
        await client.MGetAsync([key]);
        await client.ExistsAsync(key);
        await client.ExpireAsync(key, s_minute);
        await client.ExpireAsync(key, s_odd);
        await client.TtlAsync(key);
        await client.IncrAsync(key);
        await client.DeleteManyAsync([key]);
        await client.DeleteAsync(key);
    }

    private static async Task ScanAsync(KvClient client, ValkeyServer server)
    {
        await foreach (var _ in client.ScanAsync("shop:"u8.ToArray()))
        {
        }
    }

    private static async Task InvalidateByPrefixAsync(KvClient client, ValkeyServer server)
    {
        var name = $"shop:{Guid.NewGuid():N}";
        await server.CommandAsync("SET", name, "1", "PX", "60000");
        await server.CommandAsync("SET", $"{{{name}}}%lock", "the owner's token", "PX", "60000");
        await client.InvalidateByPrefixAsync(Encoding.UTF8.GetBytes(name));
        Assert.Equal(0L, await server.CommandAsync("EXISTS", name, $"{{{name}}}%lock"));
    }

    private static async Task MarkAsync(KvClient client, ValkeyServer server)
    {
        Assert.Null(await client.SetNxGetAsync(NewKey(), "1"u8.ToArray(), s_minute));
        var name = Guid.NewGuid().ToString("N");
        Assert.False(await client.AlreadyProcessedAsync(name));
        Assert.True(await client.AlreadyProcessedAsync(name));
    }

    private static async Task CompareAsync(KvClient client, ValkeyServer server)
    {
        var (key, value) = (NewKey(), "1"u8.ToArray());
        for (var i = 0; i < 2; i++)
        {
            await server.CommandAsync("SET", Encoding.UTF8.GetString(key), "1");
            Assert.True(await client.CompareAndSetAsync(key, value, value, s_minute));
            Assert.True(await client.CompareAndExpireAsync(key, value, s_minute));
            Assert.True(await client.CompareAndDeleteAsync(key, value));
        }
    }

    private static async Task CachedAsync(KvClient client, ValkeyServer server)
    {
        // Twice: the library knows the scripts by then.
        for (var i = 0; i < 2; i++)
        {
            var (key, owner) = (NewKey(), LeaseToken.Create());
            Assert.Null(await client.GetAsync(key));
            Assert.True((await client.GetOrLeaseAsync(key, owner, s_minute)).IsGranted);
            Assert.True((await client.GetOrLeaseAsync(key, owner, s_minute)).IsGranted);
            Assert.False((await client.GetOrLeaseAsync(key, LeaseToken.Create(), s_minute)).IsGranted);
            Assert.True(await client.RenewLeaseAsync(key, owner, s_minute));
            Assert.True(await client.CommitLeaseAsync(key, owner, "1"u8.ToArray(), s_minute));
            Assert.Equal("1"u8.ToArray(), await client.GetAsync(key));
            Assert.True(await client.CompareAndDeleteAsync(key, "1"u8.ToArray()));
            Assert.False(await client.InvalidateAsync(key));
            Assert.Equal([2], await client.GuardedGetAsync(key, static _ => new([2]), s_minute));
            Assert.Equal([2], await client.GetAsync(key));
        }
    }

    private static async Task LargeValuesAsync(KvClient client, ValkeyServer server)
    {
        await CachedAsync(client, server);
        for (var i = 0; i < 2; i++)
        {
            var (key, before) = (NewKey(), (await server.CommandStatsAsync()).GetValueOrDefault("rename"));
            await client.GuardedGetAsync(key, static _ => new(new byte[32 * 1024]), s_minute);
            Assert.Equal(32 * 1024, (await client.GetAsync(key))?.Length);
            Assert.True((await server.CommandStatsAsync()).GetValueOrDefault("rename") > before, "The value was copied.");
        }
    }

    private static async Task NoticesAsync(KvClient client, ValkeyServer server)
    {
        await CachedAsync(client, server);
        var told = new Gate();
        var (key, owner) = (NewKey(), LeaseToken.Create());
        Assert.True(await client.SubscribeToNoticesAsync(notice =>
        {
            if (notice.Span.SequenceEqual(key))
                told.Open();
        }));
        Assert.True((await client.GetOrLeaseAsync(key, owner, s_minute)).IsGranted);
        Assert.False((await client.GetOrLeaseAsync(key, LeaseToken.Create(), s_minute, mark: true)).IsGranted);
        Assert.True(await client.GetAsync(LeaseKey.Of(key)) is [.., 1], "The lease was not marked.");

        // What the script was not allowed it does not tell; the server counts it.
        var before = (await server.CommandStatsAsync()).GetValueOrDefault("publish");
        Assert.True(await client.CommitLeaseAsync(key, owner, "1"u8.ToArray(), s_minute));
        Assert.True((await server.CommandStatsAsync()).GetValueOrDefault("publish") > before, "Nothing was published.");
        await told.WaitAsync();
    }

    private static async Task NearAsync(KvClient client, ValkeyServer server)
    {
        await CachedAsync(client, server);
        var (told, key) = (new Gate(), NewKey());
        await client.Inner.SubscribeToNearNoticesAsync(
            notice =>
            {
                if (notice.Span.SequenceEqual(client.NearNoticeOf(key)))
                    told.Open();
            },
            static () => { });
        var before = (await server.CommandStatsAsync()).GetValueOrDefault("publish");
        await client.InvalidateAsync(key);
        Assert.True((await server.CommandStatsAsync()).GetValueOrDefault("publish") > before, "Nothing was published.");
        await told.WaitAsync();
    }

    private static async Task TagsAsync(KvClient client, ValkeyServer server)
    {
        await CachedAsync(client, server);
        for (var i = 0; i < 2; i++)
        {
            var (tag, settling) = (NewKey(), NewKey());
            var stamp = client.Chance.NextStamp();
            Assert.Equal(stamp, await client.TakeStampAsync(tag, stamp, s_minute));
            Assert.Equal(stamp, await client.TakeStampAsync(tag, client.Chance.NextStamp(), s_minute * 10));
            Assert.Equal([stamp, null], await client.MGetAsync([tag, settling]));
            await client.InvalidateTagAsync(tag);
            await client.InvalidateTagAndSettleAsync(tag, s_minute);
            await client.InvalidateTagAsync(tag);
            Assert.Equal("S"u8.ToArray(), await client.TakeStampAsync(tag, stamp, s_minute));
            Assert.False(await client.InvalidateAndSettleAsync(settling, s_minute));
            Assert.False(await client.InvalidateAsync(settling));
            Assert.True((await client.GetOrLeaseAsync(settling, LeaseToken.Create(), s_minute)).IsSettling);
        }
    }

    // Without the right to complete, a duplicate would wait for the claim to end.
    private static readonly IdempotencyOptions s_options = new() { InFlight = InFlightBehavior.Reject };

    private static async Task IdempotentAsync(KvClient client, ValkeyServer server)
    {
        for (var i = 0; i < 2; i++)
        {
            var (name, renewed) = (Guid.NewGuid().ToString("N"), NewKey());
            Assert.False((await ExecuteAsync(name, static _ => new("paid"))).IsReplay);
            Assert.True((await ExecuteAsync(name, static _ => new("paid"))).IsReplay);
            Assert.True(await client.ProcessOnceAsync(name, static _ => default));

            // A duplicate asks how long the claim has left.
            var record = IdempotencyRecord.InProgress(LeaseToken.Create(), default, RecordOrigin.Of("", StoredType.Of<string>()));
            await client.SetNxGetAsync(Encoding.UTF8.GetBytes($"{KeyPrefix}derp:idempotency:{name} running"), record, s_minute);
            await Assert.ThrowsAsync<IdempotencyInFlightException>(async () => await ExecuteAsync($"{name} running", static _ => new("paid")));

            // What a claim does when it fails, when it takes long, and when the server is full.
            await client.SetNxGetAsync(renewed, "1"u8.ToArray(), s_minute);
            Assert.True(await client.CompareAndExpireAsync(renewed, "1"u8.ToArray(), s_minute));
            Assert.Equal("1"u8.ToArray(), await client.GetAsync(renewed));
            Assert.True(await client.CompareAndSetAsync(renewed, "1"u8.ToArray(), "2"u8.ToArray(), s_minute));
            Assert.True(await client.CompareAndDeleteAsync(renewed, "2"u8.ToArray()));
        }

        ValueTask<IdempotentResult<string?>> ExecuteAsync(string name, Func<CancellationToken, ValueTask<string?>> body) =>
            client.IdempotentExecuteAsync(name, body, Utf8Serializer.Instance, options: s_options);
    }

    private static async Task ClaimNoticesAsync(KvClient client, ValkeyServer server)
    {
        await IdempotentAsync(client, server);
        var (told, key, record) = (new Gate(), NewKey(), IdempotencyRecord.InProgress(LeaseToken.Create(), default, default));
        Assert.True(await client.SubscribeToNoticesAsync(notice =>
        {
            if (notice.Span.SequenceEqual(key))
                told.Open();
        }));
        await client.SetNxGetAsync(key, record, s_minute);
        await client.Inner.ClaimOrWaitAsync(key, "another's"u8.ToArray(), s_minute, mark: true, CancellationToken.None);

        var before = (await server.CommandStatsAsync()).GetValueOrDefault("publish");
        Assert.True(await client.Inner.ReleaseClaimAsync(key, record));
        Assert.True((await server.CommandStatsAsync()).GetValueOrDefault("publish") > before, "Nothing was published.");
        await told.WaitAsync();
    }

    private static async Task LimitAsync(KvClient client, ValkeyServer server, RateLimitAlgorithm algorithm)
    {
        var name = Guid.NewGuid().ToString("N");
        for (var i = 0; i < 3; i++)
        {
            Assert.True((await client.RateLimitAsync(name, 100, s_minute, algorithm: algorithm)).Allowed);

            // A counter without a lifetime is given one.
            await server.CommandAsync("PERSIST", $"{KeyPrefix}derp:ratelimit:{name}");
            Assert.True((await client.RateLimitAsync(name, 100, s_minute, algorithm: algorithm, cost: 0)).Allowed);
            Assert.NotNull(await server.CommandAsync("PTTL", $"{KeyPrefix}derp:ratelimit:{name}") is > 0L ? name : null);
        }
    }
}
