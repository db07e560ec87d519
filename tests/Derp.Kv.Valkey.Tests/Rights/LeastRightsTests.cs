using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Valkey.Tests.Wrappers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Valkey.Tests.Rights;

// The table of docs/security.md: what stands there is enough, and none of it is too much.
public sealed partial class LeastRightsTests(LeastRightsTests.Fixture fixture) : IClassFixture<LeastRightsTests.Fixture>
{
    private static readonly string[] s_connection = ["+echo", "+ping"];
    private static readonly string[] s_comparison = ["~shop:*", "+eval", "+get", "+unlink"];

    public static TheoryData<string> Features => new(Feature.All.Select(static feature => feature.Name));

    public static TheoryData<string, string> EachRight => new(Feature.All.SelectMany(static feature =>
        feature.Rights.Split(' ').Select(right => (feature.Name, right))));

    [Theory]
    [MemberData(nameof(Features))]
    public async Task A_feature_works_with_its_rights(string name)
    {
        var feature = Feature.All.Single(feature => feature.Name == name);
        var logs = new FakeLogCollector();
        await using var client = await CreateClientAsync([.. s_connection, .. feature.Rights.Split(' ')], logs);
        await feature.RunAsync(client, fixture.Server);
        Assert.DoesNotContain(logs.GetSnapshot(), static line => line.Level > LogLevel.Information);
    }

    [Theory]
    [MemberData(nameof(EachRight))]
    public async Task A_feature_does_not_work_without_any_one_of_them(string name, string right)
    {
        var feature = Feature.All.Single(feature => feature.Name == name);
        var others = feature.Rights.Split(' ').Concat(s_connection).Where(other => other != right).ToArray();
        await using var client = await CreateClientAsync(others, new FakeLogCollector());
        var failure = await Record.ExceptionAsync(() => feature.RunAsync(client, fixture.Server));
        Assert.True(failure is KvException or Xunit.Sdk.XunitException, $"{name} works without {right}: {failure?.GetType().Name}.");
        Assert.DoesNotContain(Fixture.Password, $"{failure}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_one_right_more_scripts_go_by_their_digests()
    {
        await using var client = await CreateClientAsync([.. s_connection, .. s_comparison, "+evalsha"], new FakeLogCollector());
        await client.CompareAndDeleteAsync("shop:digest"u8.ToArray(), "1"u8.ToArray());
        var before = (await fixture.Server.CommandStatsAsync()).GetValueOrDefault("evalsha");
        await client.CompareAndDeleteAsync("shop:digest"u8.ToArray(), "1"u8.ToArray());
        Assert.Equal(before + 1, (await fixture.Server.CommandStatsAsync())["evalsha"]);
    }

    [Fact]
    public async Task Without_it_a_client_that_was_refused_goes_on_with_texts_and_asks_again_after_half_a_minute()
    {
        var clock = new FakeTimeProvider();
        await using var client = await CreateClientAsync([.. s_connection, .. s_comparison], new FakeLogCollector(), clock);
        await fixture.Server.ResetCommandStatsAsync();
        await CompareAsync(5);
        Assert.Matches("cmdstat_evalsha:calls=0,.*rejected_calls=1,", await CommandsAsync());

        clock.Advance(TimeSpan.FromSeconds(30));
        await CompareAsync(5);
        Assert.Matches("cmdstat_evalsha:calls=0,.*rejected_calls=2,", await CommandsAsync());
        Assert.Equal(10, (await fixture.Server.CommandStatsAsync())["eval"]);

        async Task CompareAsync(int times)
        {
            for (var i = 0; i < times; i++)
                await client.CompareAndDeleteAsync("shop:digest"u8.ToArray(), "1"u8.ToArray());
        }

        async Task<string> CommandsAsync() => (string)(await fixture.Server.CommandAsync("INFO", "commandstats"))!;
    }

    [Theory]
    [InlineData("+rename", "")]
    [InlineData("~{shop:*", "~{shop:*}%lock")]
    public async Task Without_the_right_to_rename_large_values_are_given_to_the_script_and_it_is_asked_again_after_half_a_minute(string missing, string instead)
    {
        var clock = new FakeTimeProvider();
        var rights = Feature.All.Single(static feature => feature.Name.Contains("32 KB", StringComparison.Ordinal)).Rights.Split(' ').Select(right => right == missing ? instead : right);
        var logs = new FakeLogCollector();
        await using var client = await CreateClientAsync([.. s_connection, .. rights.Where(static right => right != ""), "+evalsha"], logs, clock);
        await fixture.Server.ResetCommandStatsAsync();
        foreach (var refusals in new[] { 1, 2 })
        {
            for (var i = 0; i < 3; i++)
            {
                var key = System.Text.Encoding.UTF8.GetBytes($"shop:{Guid.NewGuid():N}");
                await client.GuardedGetAsync(key, static _ => new(new byte[100_000]), TimeSpan.FromMinutes(1));
                Assert.Equal(100_000, (await client.GetAsync(key))?.Length);
            }

            Assert.Equal(refusals, await RefusalsAsync());
            clock.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.DoesNotContain(logs.GetSnapshot(), static line => line.Level > LogLevel.Information);

        // Of the command in the script, or of the one that goes ahead of it.
        async Task<long> RefusalsAsync()
        {
            var statistics = (string)(await fixture.Server.CommandAsync("INFO", "commandstats"))!;
            return Refusal().Matches(statistics).Sum(static found => long.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task I8_Without_the_right_to_look_for_waiting_calls_a_claim_ends_all_the_same_and_the_owner_looks_again_after_half_a_minute()
    {
        var clock = new FakeTimeProvider();
        var rights = Feature.All.First(static feature => feature.Name.StartsWith("`[Idempotent]`", StringComparison.Ordinal)).Rights.Split(' ');
        await using var client = await CreateClientAsync([.. s_connection, .. rights, "+evalsha"], new FakeLogCollector(), clock);
        await fixture.Server.ResetCommandStatsAsync();
        foreach (var refusals in new[] { 1, 2 })
        {
            for (var i = 0; i < 3; i++)
            {
                var name = Guid.NewGuid().ToString("N");
                await client.ProcessOnceAsync(name, static _ => default);
                Assert.False(await client.ProcessOnceAsync(name, static _ => default));
            }

            var statistics = (string)(await fixture.Server.CommandAsync("INFO", "commandstats"))!;
            Assert.Matches($"cmdstat_get:.*rejected_calls={refusals},", statistics);
            clock.Advance(TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public void The_table_of_the_docs_is_this_one() =>
        Assert.Contains(Feature.Table, File.ReadAllText(DocsPath()).ReplaceLineEndings("\n"), StringComparison.Ordinal);

    // A key with a brace of its own is leased under a tag of its slot.
    [Fact]
    public async Task A_key_with_a_closing_brace_needs_one_pattern_more()
    {
        var rights = Feature.All.Single(static feature => feature.Name.StartsWith("`[Cached]`", StringComparison.Ordinal)).Rights.Split(' ').Concat(s_connection);
        var key = "shop:a}b"u8.ToArray();
        await using (var without = await CreateClientAsync([.. rights], new FakeLogCollector()))
            await Assert.ThrowsAsync<KvException>(async () => await without.InvalidateAsync(key));
        await using (var with = await CreateClientAsync([.. rights, "~{*}shop:*"], new FakeLogCollector()))
            await with.InvalidateAsync(key);
    }

    // The spaces that docs/security.md names are those that the keys are in.
    [Theory]
    [InlineData("`[Idempotent]`", "derp:once:")]
    [InlineData("`[Idempotent]`", "derp:idempotency:")]
    [InlineData("`[Idempotent]`", "derp:webhook:")]
    [InlineData("`[RateLimited]`", "derp:limit:")]
    [InlineData("`[RateLimited]`", "derp:ratelimit:")]
    public async Task A_user_of_one_space_can_use_what_has_its_keys_there_and_nothing_else(string feature, string space)
    {
        Assert.Contains($"`~shop:{space}*`", File.ReadAllText(DocsPath()), StringComparison.Ordinal);
        var commands = Feature.All.First(one => one.Name.StartsWith(feature, StringComparison.Ordinal)).Rights.Split(' ').Where(static right => right[0] == '+');
        await using var client = await CreateClientAsync([.. s_connection, .. commands, $"~shop:{space}*"], new FakeLogCollector());
        var shop = new Shop(client);
        var name = Guid.NewGuid().ToString("N");
        foreach (var (itsSpace, call) in new (string, Func<Task>)[]
        {
            ("derp:once:", () => shop.PayAsync(name, 1m)),
            ("derp:idempotency:", () => client.IdempotentExecuteAsync(name, static _ => new ValueTask<string?>("paid"), Utf8Serializer.Instance).AsTask()),
            ("derp:webhook:", () => client.ProcessOnceAsync(name, static _ => default).AsTask()),
            ("derp:limit:", () => shop.SignInAsync(name)),
            ("derp:ratelimit:", () => client.RateLimitAsync(name, 1, TimeSpan.FromMinutes(1)).AsTask()),
        })
        {
            var failure = await Record.ExceptionAsync(call);
            Assert.True(itsSpace == space ? failure is null : failure is KvException, $"{itsSpace} with the rights to {space}: {failure}");
        }
    }

    private async Task<StackExchangeRedisKvClient> CreateClientAsync(string[] rights, FakeLogCollector logs, TimeProvider? clock = null)
    {
        var user = $"user{Guid.NewGuid():N}";
        Assert.Equal("OK", await fixture.Server.CommandAsync(["ACL", "SETUSER", user, "on", ">" + Fixture.Password, "resetchannels", "-@all", .. rights]));
        return new StackExchangeRedisKvClient($"{fixture.Server.Endpoint},user={user},password={Fixture.Password}", new KvClientOptions
        {
            KeyPrefix = Feature.KeyPrefix,
            OperationTimeout = TimeSpan.FromSeconds(20),
            TimeProvider = clock ?? TimeProvider.System,
            LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(logs))),
        });
    }

    [GeneratedRegex("cmdstat_(?:rename|set):.*rejected_calls=([0-9]+)")]
    private static partial Regex Refusal();

    private static string DocsPath([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "../../../docs/security.md");

    public sealed class Fixture : IAsyncLifetime
    {
        public const string Password = "hunter2";

        public ValkeyServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await ValkeyServer.StartAsync();

        public async ValueTask DisposeAsync()
        {
            if (Server is not null)
                await Server.DisposeAsync();
        }
    }
}
