using Derp.Kv.Coordination;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Conformance;

/// <summary>I28: what becomes of calls that are under way when their client is disposed of.</summary>
public abstract class DisposalConformance : HelperConformance
{
    private const string Prefix = "test:disposal";

    private static ValueTask<IdempotentResult<string?>> ExecuteAsync(KvClient client, string key, Func<CancellationToken, ValueTask<string?>> body, IdempotencyOptions? options = null) =>
        client.IdempotentExecuteAsync(key, body, Utf8Serializer.Instance, keyPrefix: Prefix, options: options);

    private static ValueTask<string?> NotAgain(CancellationToken ct) => throw new InvalidOperationException("The body ran again.");

    private static Func<CancellationToken, ValueTask<T>> Held<T>(Gate started, Gate gate, T value) => async _ =>
    {
        started.Open();
        await gate.WaitAsync();
        return value;
    };

    [Fact]
    public async Task I28_Disposal_waits_for_an_idempotent_call_whose_result_is_stored()
    {
        var (name, started, gate) = (NewName(), new Gate(), new Gate());
        var client = OtherClient();
        var call = ExecuteAsync(client, name, Held<string?>(started, gate, "paid")).AsTask();
        await started.WaitAsync();

        var disposal = client.DisposeAsync().AsTask();
        Assert.False(disposal.IsCompleted);
        gate.Open();
        await disposal;

        Assert.Equal(new IdempotentResult<string?>("paid", 200, false), await call);
        Assert.Equal(new IdempotentResult<string?>("paid", 200, true), await ExecuteAsync(Store, name, NotAgain));
    }

    [Fact]
    public async Task I28_Disposal_waits_for_fifty_flights_which_store_their_values_and_leave_no_lease()
    {
        var keys = Enumerable.Range(0, 50).Select(_ => NewKey()).ToArray();
        var (gate, begun) = (new Gate(), new CountdownEvent(keys.Length));
        var client = OtherClient();
        var calls = keys.Select(key => client.GuardedGetAsync(key, async _ =>
        {
            begun.Signal();
            await gate.WaitAsync();
            return [1];
        }, Minute).AsTask()).ToArray();
        Assert.True(await Task.Run(() => begun.Wait(TimeSpan.FromSeconds(30))));

        var disposal = client.DisposeAsync().AsTask();
        gate.Open();
        await disposal;

        Assert.All(await Task.WhenAll(calls), static value => Assert.Equal([1], value));
        foreach (var key in keys)
        {
            Assert.Equal([1], await Store.GetAsync(key));
            Assert.False(await IsLeasedAsync(key));
        }
    }

    [Fact]
    public async Task I28_New_calls_are_refused_while_those_that_have_begun_are_waited_for()
    {
        var (started, gate) = (new Gate(), new Gate());
        var client = OtherClient();
        var key = NewKey();
        var call = client.GuardedGetAsync(key, Held<byte[]>(started, gate, [1]), Minute).AsTask();
        await started.WaitAsync();
        var disposal = client.DisposeAsync().AsTask();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.GetAsync(key));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.GuardedGetAsync(key, _ => ValueTask.FromResult<byte[]>([2]), Minute));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await ExecuteAsync(client, NewName(), NotAgain));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.RateLimitAsync(NewName(), 1, Minute));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.AlreadyProcessedAsync(NewName()));

        gate.Open();
        await disposal;
        Assert.Equal([1], await call);
    }

    [Fact]
    public async Task I28_Disposal_waits_no_longer_than_its_time_out_and_gives_leases_back_and_leaves_claims_of_running_bodies()
    {
        var (key, name, time, logs) = (NewKey(), NewName(), new FakeTimeProvider(), new FakeLogCollector());
        var client = OtherClient(new KvClientOptions
        {
            TimeProvider = time,
            DisposeTimeout = TimeSpan.FromMinutes(2),
            LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(logs))),
        });
        var (reading, paying, gate) = (new Gate(), new Gate(), new Gate());
        var read = client.GuardedGetAsync(key, Held<byte[]>(reading, gate, [1]), Minute, lockTtl: Minute).AsTask();
        var pay = ExecuteAsync(client, name, Held<string?>(paying, gate, "paid")).AsTask();
        await reading.WaitAsync();
        await paying.WaitAsync();

        var began = time.GetTimestamp();
        var disposal = client.DisposeAsync().AsTask();
        for (var deadline = DateTime.UtcNow.AddSeconds(60); !disposal.IsCompleted; await Task.Delay(1))
        {
            Assert.True(DateTime.UtcNow < deadline, "The disposal should end.");
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await disposal;
        Assert.True(time.GetElapsedTime(began) >= TimeSpan.FromMinutes(2));
        Assert.False(await IsLeasedAsync(key));
        await Assert.ThrowsAsync<IdempotencyInFlightException>(async () => await ExecuteAsync(Store, name, NotAgain, new() { InFlight = InFlightBehavior.Reject }));
        Assert.Contains(23, logs.GetSnapshot().Select(static record => record.Id.Id));

        // Both callers get what their bodies return; of the payment's result the log says that it could not be stored.
        gate.Open();
        Assert.Equal([1], await read);
        Assert.Equal("paid", (await pay).Value);
        Assert.Null(await Store.GetAsync(key));
        Assert.Contains(4, logs.GetSnapshot().Select(static record => record.Id.Id));
        Assert.DoesNotContain("CompareAndDelete", client.Operations);
    }

    [Fact]
    public async Task I28_A_claim_and_a_lease_whose_bodies_have_not_begun_are_given_back_and_no_body_begins()
    {
        var (key, name) = (NewKey(), NewName());
        var client = OtherClient(new KvClientOptions { DisposeTimeout = TimeSpan.Zero });
        var (claimed, leased, answer) = (new Gate(), new Gate(), new Gate());
        client.After = async operation =>
        {
            if (operation is not ("SetNxGet" or "GetOrLease"))
                return;
            (operation == "SetNxGet" ? claimed : leased).Open();
            await answer.WaitAsync();
        };
        var read = client.GuardedGetAsync(key, _ => throw new InvalidOperationException("The body ran."), Minute).AsTask();
        var pay = ExecuteAsync(client, name, NotAgain).AsTask();
        await claimed.WaitAsync();
        await leased.WaitAsync();

        // The answers come after the disposal has begun to close.
        var disposal = client.DisposeAsync().AsTask();
        answer.Open();
        await disposal;

        await Assert.ThrowsAsync<ObjectDisposedException>(() => read);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pay);
        Assert.False(await IsLeasedAsync(key));
        Assert.Equal("paid", (await ExecuteAsync(Store, name, _ => ValueTask.FromResult<string?>("paid"), new() { InFlight = InFlightBehavior.Reject })).Value);
    }

    [Fact]
    public async Task I28_A_duplicate_that_waits_ends_with_its_client()
    {
        var (name, started, gate) = (NewName(), new Gate(), new Gate());
        var owner = ExecuteAsync(Store, name, Held<string?>(started, gate, "paid")).AsTask();
        await started.WaitAsync();
        var client = OtherClient(new KvClientOptions { DisposeTimeout = TimeSpan.Zero });
        var looked = new Gate();
        client.After = operation =>
        {
            looked.Open();
            return default;
        };
        var duplicate = ExecuteAsync(client, name, NotAgain).AsTask();
        await looked.WaitAsync();

        await client.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => duplicate);
        gate.Open();
        await owner;
    }
}
