using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Derp.Kv.Keys;
using Derp.Kv.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Conformance;

/// <summary>What generated wrappers store, and what they make of what they find.</summary>
public abstract partial class CachedMethodConformance : HelperConformance
{
    private const int HeaderSize = 18;

    private readonly string _name = NewName();
    private int _runs;

    private byte[] KeyOf(string name = "a", int version = 0) => Bytes($"test:{_name}x{name}{(version == 0 ? "" : $"%v{version}")}");

    private static CachedMethod<SuiteKey, string?> Method(CachedPolicy? policy = null, string type = "string") =>
        new("Tests.Method", "suite:{name}", type, Utf8Serializer.Instance, policy ?? new CachedPolicy { Ttl = Minute });

    private ValueTask<string?> CallAsync(CachedMethod<SuiteKey, string?> method, string? value, string name = "a", KvClient? client = null) =>
        method.InvokeAsync(client ?? Store, new SuiteKey($"{_name}x{name}"), (self: this, value), static (s, _) =>
        {
            s.self._runs++;
            return ValueTask.FromResult(s.value);
        }, default);

    private InterceptingKvClient LoggingTo(FakeLogCollector logs) => OtherClient(new KvClientOptions
    {
        MaxValueSize = 200,
        LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(logs))),
    });

    [Fact]
    public async Task C30_Null_is_a_value_and_an_empty_one_is_another()
    {
        Assert.Null(await CallAsync(Method(), null, "null"));
        Assert.Null(await CallAsync(Method(), "not null", "null"));
        Assert.Equal("", await CallAsync(Method(), "", "empty"));
        Assert.Equal("", await CallAsync(Method(), "not empty", "empty"));

        Assert.Equal(2, _runs);
    }

    [Fact]
    public async Task C30_CacheNulls_false_returns_null_and_stores_nothing()
    {
        var method = Method(new CachedPolicy { Ttl = Minute, CacheNulls = false });

        Assert.Null(await CallAsync(method, null));
        Assert.Null(await Store.GetAsync(KeyOf()));
        await GoneAsync(LeaseKey.Of(KeyOf()));
        Assert.Equal("now", await CallAsync(method, "now"));
        Assert.Equal("now", await CallAsync(method, "later"));

        Assert.Equal(2, _runs);
    }

    public static TheoryData<string> Damages => ["truncated", "empty", "version", "flags", "check", "null with a body", "poison"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task C31_C32_Stored_bytes_that_do_not_fit_are_a_miss_and_are_replaced(string damage)
    {
        await CallAsync(Method(), "old");
        var stored = (await Store.GetAsync(KeyOf()))!;
        byte[] damaged = damage switch
        {
            "truncated" => stored[..(HeaderSize - 1)],
            "empty" => [],
            "version" => [1, .. stored[1..]],
            "flags" => [stored[0], 32, .. stored[2..]],
            "check" => [.. stored[..(HeaderSize - 1)], (byte)(stored[HeaderSize - 1] ^ 1), .. stored[HeaderSize..]],
            "null with a body" => [stored[0], 1, .. stored[2..]],
            _ => [.. stored[..HeaderSize], .. "poison"u8],
        };
        await Store.SetAsync(KeyOf(), damaged);

        Assert.Equal("fresh", await CallAsync(Method(), "fresh"));
        Assert.Equal("fresh", await CallAsync(Method(), "again"));
    }

    [Fact]
    public async Task C31_A_damaged_value_is_removed_by_comparison_with_its_bytes()
    {
        var client = OtherClient();
        await Store.SetAsync(KeyOf(), Bytes("garbage"));

        await CallAsync(Method(), "fresh", client: client);

        Assert.Equal(["Get", "GetOrLease", "CompareAndDelete", "GetOrLease", "CommitLease"], client.Operations);
    }

    [Fact]
    public async Task C31_A_damaged_value_that_another_repairs_meanwhile_stays_repaired()
    {
        var client = OtherClient();
        await Store.SetAsync(KeyOf(), Bytes("garbage"));
        client.Before = async operation =>
        {
            if (operation == "CompareAndDelete")
                await CallAsync(Method(), "repaired");
        };

        Assert.Equal("repaired", await CallAsync(Method(), "fresh", client: client));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task C33_A_value_that_cannot_be_written_is_returned_and_logged_and_not_stored()
    {
        var logs = new FakeLogCollector();
        var client = LoggingTo(logs);

        Assert.Equal(Utf8Serializer.Poison, await CallAsync(Method(), Utf8Serializer.Poison, client: client));

        Assert.Null(await Store.GetAsync(KeyOf()));
        Assert.Equal([3], logs.GetSnapshot().Select(record => record.Id.Id));
        await GoneAsync(LeaseKey.Of(KeyOf()));
        Assert.Equal("next", await CallAsync(Method(), "next", client: client));
    }

    [Fact]
    public async Task C34_A_value_over_the_limit_is_returned_not_stored_and_logged_once()
    {
        var logs = new FakeLogCollector();
        var client = LoggingTo(logs);
        var large = new string('x', 200);

        Assert.Equal(large, await CallAsync(Method(), large, client: client));
        Assert.Equal(large, await CallAsync(Method(), large, client: client));

        Assert.Equal(2, _runs);
        Assert.Null(await Store.GetAsync(KeyOf()));
        Assert.Equal([2], logs.GetSnapshot().Select(record => record.Id.Id));
    }

    [Fact]
    public async Task C35_The_bytes_of_one_key_are_refused_under_another()
    {
        await CallAsync(Method(), "of a", "a");
        await Store.SetAsync(KeyOf("b"), (await Store.GetAsync(KeyOf("a")))!);

        Assert.Equal("of b", await CallAsync(Method(), "of b", "b"));
    }

    [Fact]
    public async Task C36_The_version_is_part_of_the_key()
    {
        var second = Method(new CachedPolicy { Ttl = Minute, Version = 2 });

        await CallAsync(Method(), "of the first");
        Assert.Equal("of the second", await CallAsync(second, "of the second"));

        Assert.NotNull(await Store.GetAsync(KeyOf(version: 2)));
        Assert.Equal("of the first", await CallAsync(Method(), "x"));
    }

    [Fact]
    public async Task C39_Jitter_shortens_within_its_bound()
    {
        // What the client asks for, since what is left of it when the store is asked depends on the machine.
        var lifetimes = new List<TimeSpan>();
        var client = OtherClient();
        client.Committing = lifetimes.Add;
        var method = Method(new CachedPolicy { Ttl = TimeSpan.FromSeconds(100), Jitter = 0.2 });
        for (var i = 0; i < 200; i++)
            await CallAsync(method, "x", $"{i}", client);

        Assert.All(lifetimes, lifetime => Assert.InRange(lifetime, TimeSpan.FromSeconds(80), TimeSpan.FromSeconds(100)));
        Assert.True(lifetimes.Distinct().Count() > 100);
        Assert.InRange((await Store.TtlAsync(KeyOf("199")))!.Value, TimeSpan.FromTicks(1), lifetimes[^1]);
    }

    private readonly struct SuiteKey(string name) : IKvKey
    {
        public void WriteKey(ref KeyWriter writer)
        {
            writer.AppendLiteral("test:"u8);
            writer.Append(name);
        }
    }
}
