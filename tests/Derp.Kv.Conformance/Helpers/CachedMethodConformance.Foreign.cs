using Derp.Kv.Runtime;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Conformance;

// Two methods that use one key. What one has stored is nothing to the other.
public abstract partial class CachedMethodConformance
{
    private static readonly CachedMethod<SuiteKey, string?> s_dto = Method(type: "Shop.UserDto");
    private static readonly CachedMethod<SuiteKey, string?> s_profile = Method(type: "Shop.UserProfile");

    [Fact]
    public async Task K10_A_value_of_another_type_is_a_miss_that_is_replaced_and_said_once()
    {
        var logs = new FakeLogCollector();
        var client = LoggingTo(logs);

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal($"dto {i}", await CallAsync(s_dto, $"dto {i}", client: client));
            Assert.Equal($"profile {i}", await CallAsync(s_profile, $"profile {i}", client: client));
            Assert.Equal($"profile {i}", await CallAsync(s_profile, "again", client: client));
        }

        Assert.Equal(4, _runs);
        Assert.Equal([18], logs.GetSnapshot().Select(record => record.Id.Id));
    }

    [Fact]
    public async Task K10_A_foreign_value_is_removed_by_comparison()
    {
        var client = OtherClient();
        await CallAsync(s_dto, "dto");

        Assert.Equal("profile", await CallAsync(s_profile, "profile", client: client));

        Assert.Equal(["Get", "GetOrLease", "CompareAndDelete", "GetOrLease", "CommitLease"], client.Operations);
    }

    [Fact]
    public async Task K10_A_null_of_another_type_is_foreign_too()
    {
        Assert.Null(await CallAsync(s_dto, null));
        Assert.Equal("profile", await CallAsync(s_profile, "profile"));
    }

    // Under a name of its own, a type that was renamed reads what was stored before.
    [Fact]
    public async Task K10_A_type_of_the_same_name_reads_what_stands()
    {
        await CallAsync(s_dto, "dto");

        Assert.Equal("dto", await CallAsync(Method(type: "Shop.UserDto"), "again"));
    }

    [Theory]
    [InlineData("of the first")]
    [InlineData(null)]
    [InlineData(Utf8Serializer.Poison)]
    public async Task K10_A_caller_that_has_joined_another_methods_flight_runs_its_own_body(string? first)
    {
        var client = OtherClient();
        var (started, gate) = (new Gate(), new Gate());
        var running = s_dto.InvokeAsync(client, new SuiteKey($"{_name}xa"), first, async (first, _) =>
        {
            started.Open();
            await gate.WaitAsync();
            return first;
        }, default).AsTask();
        await started.WaitAsync();
        var joined = CallAsync(s_profile, "of the second", client: client).AsTask();
        gate.Open();

        Assert.Equal(first, await running);
        Assert.Equal("of the second", await joined);
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task K10_Callers_that_share_a_read_take_only_what_their_method_has_stored()
    {
        var client = OtherClient();
        await CallAsync(s_dto, "dto");
        var (reading, gate) = (new Gate(), new Gate());
        client.Before = async operation =>
        {
            if (operation != "Get")
                return;
            reading.Open();
            await gate.WaitAsync();
        };
        var reader = CallAsync(s_dto, "again", client: client).AsTask();
        await reading.WaitAsync();
        var joined = CallAsync(s_profile, "profile", client: client).AsTask();
        gate.Open();

        Assert.Equal("dto", await reader);
        Assert.Equal("profile", await joined);
    }

    // A deployment of later has stored what this version can read, and what it cannot.
    [Theory]
    [InlineData(4, "022f62", true)]
    [InlineData(4, "00", true)]
    [InlineData(16, "", true)]
    [InlineData(20, "022f62", true)]
    [InlineData(2, "00", false)]
    [InlineData(2, "0100112233445566770011223344556677", false)]
    [InlineData(8, "00000000000003e8", false)]
    [InlineData(4, "ff2f62", false)]
    [InlineData(32, "", false)]
    public async Task C31_Fields_that_change_nothing_are_skipped_and_all_others_are_a_miss(byte flags, string fields, bool isHit)
    {
        await CallAsync(Method(), "old");
        var stored = (await Store.GetAsync(KeyOf()))!;
        await Store.SetAsync(KeyOf(), (byte[])[stored[0], flags, .. stored[2..HeaderSize], .. Convert.FromHexString(fields), .. stored[HeaderSize..]]);

        Assert.Equal(isHit ? "old" : "fresh", await CallAsync(Method(), "fresh"));
        Assert.Equal(isHit ? "old" : "fresh", await CallAsync(Method(), "again"));
    }

    // The value type had a null once.
    [Fact]
    public async Task C31_A_stored_null_of_a_type_that_has_none_now_is_a_miss_and_never_the_default()
    {
        var nullable = new CachedMethod<SuiteKey, int?>("Tests.Before", "suite:{name}", "int", new NullableSerializer<int>(Serialization.KvSerializers.Int32), new CachedPolicy { Ttl = Minute });
        var plain = new CachedMethod<SuiteKey, int>("Tests.After", "suite:{name}", "int", Serialization.KvSerializers.Int32, new CachedPolicy { Ttl = Minute });
        var key = new SuiteKey(_name);

        Assert.Null(await nullable.InvokeAsync(Store, key, 0, static (_, _) => ValueTask.FromResult<int?>(null), default));
        Assert.Equal(7, await plain.InvokeAsync(Store, key, 0, static (_, _) => ValueTask.FromResult(7), default));
        Assert.Equal(7, await nullable.InvokeAsync(Store, key, 0, static (_, _) => ValueTask.FromResult<int?>(8), default));
    }
}
