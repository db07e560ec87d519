using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Conformance;

// A claim while its body runs: renewed whatever the body does, and given up by the clock when nobody answers.
public abstract partial class IdempotencyConformance
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task I14_I27_A_body_that_blocks_its_thread_keeps_its_claim()
    {
        var key = NewName();
        var client = OtherClient();
        using var renewed = new CountdownEvent(4);
        client.After = operation =>
        {
            if (operation == "CompareAndExpire" && !renewed.IsSet)
                renewed.Signal();
            return default;
        };
        var call = Task.Run(async () => await ExecuteAsync(
            client,
            key,
            _ =>
            {
                // Four thirds of the claim: without a renewal it would have ended.
                Assert.True(renewed.Wait(TimeSpan.FromSeconds(30)), "A blocking body should be renewed.");
                return ValueTask.FromResult<string?>("paid");
            },
            new() { LockTtl = TimeSpan.FromMilliseconds(600) }));
        Assert.True(await Task.Run(() => renewed.Wait(TimeSpan.FromSeconds(30))));

        Assert.Equal(new IdempotentResult<string?>("paid", 200, true), await ExecuteAsync(Store, key, NotAgain));
        Assert.False((await call).IsReplay);
    }

    [Fact]
    public async Task I14_I27_While_the_network_is_silent_the_bodys_token_fires_when_no_renewal_was_confirmed_for_a_LockTtl()
    {
        var time = new FakeTimeProvider();
        var logs = new FakeLogCollector();
        var client = OtherClient(new KvClientOptions
        {
            TimeProvider = time,
            OperationTimeout = TimeSpan.FromMinutes(10),
            LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(logs))),
        });
        var (started, silence) = (new Gate(), new Gate());
        var renewals = 0;
        client.Before = operation => operation == "CompareAndExpire" && Interlocked.Increment(ref renewals) > 1 ? new ValueTask(silence.WaitAsync()) : default;
        TimeSpan? fired = null;
        var began = time.GetTimestamp();
        var call = ExecuteAsync(
            client,
            NewName(),
            async ct =>
            {
                var told = new Gate();
                await using var registration = ct.Register(() =>
                {
                    fired = time.GetElapsedTime(began);
                    told.Open();
                });
                started.Open();
                await told.WaitAsync();
                return "paid";
            },
            new() { LockTtl = s_minute }).AsTask();
        await started.WaitAsync();

        // The first renewal, sent after 20 s, is confirmed; the second never is.
        var step = TimeSpan.FromSeconds(1);
        for (var deadline = DateTime.UtcNow.AddSeconds(60); !call.IsCompleted; await Task.Delay(1))
        {
            Assert.True(DateTime.UtcNow < deadline, "The token should have fired.");
            var elapsed = time.GetElapsedTime(began).TotalSeconds;
            if (fired is null && elapsed < 100 && Volatile.Read(ref renewals) >= (elapsed >= 40 ? 2 : elapsed >= 20 ? 1 : 0))
                time.Advance(step);
        }

        Assert.Equal("paid", (await call).Value);
        // Sixty seconds after the first was sent. Time goes on here for a while, as the token's callbacks are on their way.
        Assert.InRange(fired!.Value, TimeSpan.FromSeconds(80), TimeSpan.FromSeconds(100));
        Assert.Equal([21], logs.GetSnapshot().Where(static record => record.Id.Id != 4).Select(static record => record.Id.Id));
        silence.Open();
    }

    [Fact]
    public async Task I14_I27_A_claim_that_is_heard_of_later_than_it_lives_is_confirmed_before_the_body_begins()
    {
        var key = NewName();
        var time = new FakeTimeProvider();
        var client = OtherClient(new KvClientOptions { TimeProvider = time });
        client.After = operation =>
        {
            // By this client's clock the answer took a LockTtl; the store has it still.
            if (operation == "SetNxGet")
                time.Advance(s_minute);
            return default;
        };

        await ExecuteAsync(client, key, _ => ValueTask.FromResult<string?>("paid"), new() { LockTtl = s_minute });

        Assert.Equal(["SetNxGet", "CompareAndExpire", "CompareAndSet"], client.Operations);
    }

    [Theory]
    [InlineData(IdempotencyUnavailable.Throw)]
    [InlineData(IdempotencyUnavailable.Run)]
    public async Task I22_A_completed_key_replays_where_the_store_refuses_claims(IdempotencyUnavailable onUnavailable)
    {
        var key = NewName();
        await ExecuteAsync(Store, key, _ => ValueTask.FromResult<string?>("paid"));
        var client = OtherClient();
        client.Before = static operation => operation == "SetNxGet" ? throw InterceptingKvClient.Unavailable(outcomeUnknown: false) : default;

        Assert.Equal(new IdempotentResult<string?>("paid", 200, true), await ExecuteAsync(client, key, NotAgain, new() { OnUnavailable = onUnavailable }));
    }

    [Theory]
    [InlineData(IdempotencyUnavailable.Throw, false)]
    [InlineData(IdempotencyUnavailable.Throw, true)]
    [InlineData(IdempotencyUnavailable.Run, false)]
    [InlineData(IdempotencyUnavailable.Run, true)]
    public async Task I8_I22_A_duplicate_that_has_seen_the_owner_goes_on_waiting_after_looks_that_failed(IdempotencyUnavailable onUnavailable, bool outcomeUnknown)
    {
        var key = NewName();
        var client = OtherClient();
        var (started, failed, gate) = (new Gate(), new Gate(), new Gate());
        var looks = 0;
        client.Before = operation =>
        {
            if (operation is not ("SetNxGet" or "ClaimOrWait" or "Get"))
                return default;
            if (++looks == 1)
                return default;
            if (looks >= 3)
                failed.Open();
            return looks <= 4 ? throw InterceptingKvClient.Unavailable(outcomeUnknown) : default;
        };
        var owner = ExecuteAsync(Store, key, async _ =>
        {
            started.Open();
            await gate.WaitAsync();
            return "paid";
        }).AsTask();
        await started.WaitAsync();

        var duplicate = ExecuteAsync(client, key, NotAgain, new() { OnUnavailable = onUnavailable }).AsTask();
        await failed.WaitAsync();
        gate.Open();

        Assert.Equal(new IdempotentResult<string?>("paid", 200, true), await duplicate);
        await owner;
    }

    [Theory]
    [InlineData(IdempotencyUnavailable.Throw, typeof(KvUnavailableException))]
    [InlineData(IdempotencyUnavailable.Run, typeof(IdempotencyInFlightException))]
    public async Task I8_I20_A_duplicate_that_has_seen_the_owner_never_runs_beside_it_however_long_the_store_is_away(IdempotencyUnavailable onUnavailable, Type expected)
    {
        var key = NewName();
        var client = OtherClient();
        var (started, gate) = (new Gate(), new Gate());
        var looks = 0;
        client.Before = operation => operation is "SetNxGet" or "ClaimOrWait" or "Get" && ++looks > 1 ? throw InterceptingKvClient.Unavailable(outcomeUnknown: false) : default;
        var owner = ExecuteAsync(Store, key, async _ =>
        {
            started.Open();
            await gate.WaitAsync();
            return "paid";
        }).AsTask();
        await started.WaitAsync();

        await Assert.ThrowsAsync(expected, async () =>
            await ExecuteAsync(client, key, NotAgain, new() { OnUnavailable = onUnavailable, WaitTimeout = s_short }));

        gate.Open();
        await owner;
    }

    [Fact]
    public async Task I28_A_ShouldStore_that_throws_counts_as_store()
    {
        var key = NewName();
        var logs = new FakeLogCollector();
        var client = OtherClient(new() { LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(logs))) });

        var result = await ExecuteAsync(client, key, _ => ValueTask.FromResult<string?>("paid"), new() { ShouldStore = static _ => throw new FormatException() }, status: 503);

        Assert.Equal(new IdempotentResult<string?>("paid", 503, false), result);
        Assert.Equal(new IdempotentResult<string?>("paid", 503, true), await ExecuteAsync(client, key, NotAgain));
        Assert.Equal([22], logs.GetSnapshot().Select(static record => record.Id.Id));
    }
}
