using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;
using Derp.Kv.Valkey.Tests.StackExchangeRedis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace Derp.Kv.Valkey.Tests.Rights;

// Rights, passwords and users that change under a client at work; and no secret in anything it says.
public sealed class RightsInFlightTests : OwnServerTests
{
    private const string Old = "hunter2-old";
    private const string New = "hunter2-new";
    private const string Admin = "hunter2-admin";

    private readonly FakeLogCollector _logs = new();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Server.CommandAsync("ACL", "SETUSER", "app", "on", ">" + Old, "~*", "&*", "+@all");

        // Where anyone is let in, a client whose login was refused goes on as the user "default".
        await Server.CommandAsync("CONFIG", "SET", "requirepass", Admin);
    }

    private async Task CommandAsync(params string[] parts)
    {
        await using var connection = await RespConnection.OpenAsync(Server.Port);
        Assert.Equal("OK", await connection.SendAsync("AUTH", Admin));
        Assert.IsNotType<RespError>(await connection.SendAsync(parts));
    }

    [Fact]
    public async Task Without_its_rights_the_cache_goes_on_a_claim_is_refused_and_the_limiter_says_so()
    {
        await using var client = Connect(Configuration());
        var runs = 0;
        await WorkAsync();
        Assert.Equal(2, runs);

        await CommandAsync("ACL", "SETUSER", "app", "-get", "-set", "-eval", "-evalsha");
        Assert.Equal([9], await client.GuardedGetAsync("other"u8.ToArray(), static _ => new([9]), Minute));
        foreach (var call in (Func<Task>[])
        [
            () => client.IdempotentExecuteAsync("other", _ => new ValueTask<string?>($"{runs++}"), Utf8Serializer.Instance, options: new() { OnUnavailable = IdempotencyUnavailable.Run }).AsTask(),
            () => client.AlreadyProcessedAsync("other").AsTask(),
            () => client.RateLimitAsync("other", 10, Minute).AsTask(),
            () => client.InvalidateAsync(Key).AsTask(),
        ])
        {
            var refused = await Assert.ThrowsAsync<KvException>(call);
            Assert.Contains("NOPERM", refused.Message, StringComparison.Ordinal);
            AssertSilent(refused);
        }

        Assert.Equal(2, runs);
        Assert.Equal([1], _logs.GetSnapshot().Where(static line => line.Level > LogLevel.Debug && line.Id.Id != 20).Select(static line => line.Id.Id));

        await CommandAsync("ACL", "SETUSER", "app", "+@all");
        await WorkAsync();
        AssertSilentLogs();

        async Task WorkAsync()
        {
            await client.GuardedGetAsync(Guid.NewGuid().ToByteArray(), _ => new([(byte)runs++]), Minute);
            await client.IdempotentExecuteAsync(Guid.NewGuid().ToString(), _ => new ValueTask<string?>($"{runs++}"), Utf8Serializer.Instance);
            Assert.True((await client.RateLimitAsync("counter", 10, Minute)).Counted);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_password_that_was_changed_is_taken_from_the_settings_for_the_next_connection(bool byProvider)
    {
        var provider = new Credentials { Current = Old };
        var configuration = Configuration();
        if (byProvider)
            (configuration.Defaults, configuration.User, configuration.Password) = (provider, null, null);
        await using var client = Connect(configuration);
        await client.SetAsync(Key, Value);

        // A connection outlives its password.
        await CommandAsync("ACL", "SETUSER", "app", "resetpass", ">" + New);
        Assert.Equal(Value, await client.GetAsync(Key));

        await CommandAsync("CLIENT", "KILL", "USER", "app");
        var refused = await RefusedAsync(client);
        Assert.False(refused.OutcomeUnknown);
        AssertSilent(refused);
        Assert.Equal([9], await client.GuardedGetAsync("other"u8.ToArray(), static _ => new([9]), Minute));
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await client.AlreadyProcessedAsync("event"));
        Assert.False((await client.RateLimitAsync("counter", 10, Minute)).Counted);

        if (byProvider)
            provider.Current = New;
        else
            configuration.Password = New;
        Assert.Equal(Value, await Eventually.SucceedsAsync(() => client.GetAsync(Key)));
        AssertSilentLogs();
    }

    // The way without any code: both are valid for a while.
    [Fact]
    public async Task Two_passwords_overlap_while_clients_are_deployed()
    {
        await using var before = new StackExchangeRedisKvClient($"{Server.Endpoint},user=app,password={Old}", Options());
        await before.SetAsync(Key, Value);
        await CommandAsync("ACL", "SETUSER", "app", ">" + New);
        await using var after = new StackExchangeRedisKvClient($"{Server.Endpoint},user=app,password={New}", Options());
        Assert.Equal(Value, await after.GetAsync(Key));
        await before.DisposeAsync();
        await CommandAsync("ACL", "SETUSER", "app", "<" + Old);
        await CommandAsync("CLIENT", "KILL", "USER", "app");
        Assert.Equal(Value, await Eventually.SucceedsAsync(() => after.GetAsync(Key)));
    }

    [Fact]
    public async Task A_user_who_is_switched_off_keeps_his_connection_and_gets_no_other()
    {
        await using var client = Connect(Configuration());
        await client.SetAsync(Key, Value);
        await CommandAsync("ACL", "SETUSER", "app", "off");
        Assert.Equal(Value, await client.GetAsync(Key));
        await using (var late = Connect(Configuration()))
        {
            var refused = await Assert.ThrowsAsync<KvException>(async () => await late.ConnectAsync());
            Assert.Contains("user name or password", refused.Message, StringComparison.Ordinal);
            AssertSilent(refused);
        }

        await CommandAsync("CLIENT", "KILL", "USER", "app");
        AssertSilent(await RefusedAsync(client));
        await CommandAsync("ACL", "SETUSER", "app", "on");
        Assert.Equal(Value, await Eventually.SucceedsAsync(() => client.GetAsync(Key)));
    }

    [Fact]
    public async Task A_user_who_is_deleted_is_cut_off_at_once()
    {
        await using var client = Connect(Configuration());
        await client.SetAsync(Key, Value);
        await CommandAsync("ACL", "DELUSER", "app");
        AssertSilent(await RefusedAsync(client));
        await CommandAsync("ACL", "SETUSER", "app", "on", ">" + Old, "~*", "&*", "+@all");
        Assert.Equal(Value, await Eventually.SucceedsAsync(() => client.GetAsync(Key)));
    }

    [Fact]
    public async Task No_client_shows_its_settings()
    {
        await using var client = Connect(Configuration());
        await client.ConnectAsync();
        foreach (var text in new[] { client.ToString()!, client.Options.ToString()! })
            Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        AssertSilentLogs();
    }

    private ConfigurationOptions Configuration() => new()
    {
        EndPoints = { Server.Endpoint },
        User = "app",
        Password = Old,
    };

    private KvClientOptions Options() => new()
    {
        OperationTimeout = OperationTimeout,
        LoggerFactory = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(_logs))),
    };

    private StackExchangeRedisKvClient Connect(ConfigurationOptions configuration) => new(configuration, Options());

    // The client hears a moment later that its connection was closed, and then that no other is to be had.
    private static async Task<KvUnavailableException> RefusedAsync(KvClient client)
    {
        for (var started = TimeProvider.System.GetTimestamp(); ;)
        {
            var failure = await Record.ExceptionAsync(async () => await client.GetAsync(Key));
            if (failure is KvUnavailableException { OutcomeUnknown: false } unavailable)
                return unavailable;
            Assert.True(failure is null or KvUnavailableException, failure?.ToString());
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30), "The client was not refused.");
            await Task.Delay(20);
        }
    }

    private static void AssertSilent(Exception exception) =>
        Assert.DoesNotContain("hunter2", exception.ToString(), StringComparison.Ordinal);

    private void AssertSilentLogs()
    {
        foreach (var line in _logs.GetSnapshot())
            Assert.DoesNotContain("hunter2", $"{line.Message} {line.Exception}", StringComparison.Ordinal);
    }

    private sealed class Credentials : DefaultOptionsProvider
    {
        public string Current { get; set; } = "";

        public override string User => "app";

        public override string Password => Current;
    }
}
