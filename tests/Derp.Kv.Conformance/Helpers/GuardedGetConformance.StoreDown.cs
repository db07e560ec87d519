using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Leases;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Derp.Kv.Conformance;

// The store fails: reads fall through to the body, explicit operations say so.
public abstract partial class GuardedGetConformance
{
    [Fact]
    public async Task C25_C28_A_failed_read_is_a_miss_with_one_warning_and_no_further_operation()
    {
        var logs = new FakeLogCollector();
        var client = OtherClient(Logging(logs));
        client.TakeDown();

        for (var i = 0; i < 3; i++)
            Assert.Equal([1], await client.GuardedGetAsync(NewKey(), _ => ValueTask.FromResult<byte[]>([1]), Minute));

        Assert.Equal(["Get", "Get", "Get"], client.Operations);
        var warning = Assert.Single(logs.GetSnapshot());
        Assert.Equal((1, LogLevel.Warning), (warning.Id.Id, warning.Level));
    }

    [Fact]
    public async Task C25_A_body_run_without_the_store_stores_nothing_even_if_the_store_comes_back()
    {
        var key = NewKey();
        var client = OtherClient();
        client.TakeDown();

        await client.GuardedGetAsync(key, _ =>
        {
            client.BringBack();
            return ValueTask.FromResult<byte[]>([1]);
        }, Minute);

        Assert.Null(await Store.GetAsync(key));
    }

    [Fact]
    public async Task C26_A_failed_commit_still_returns_the_value_and_gives_the_lease_back()
    {
        var key = NewKey();
        var client = OtherClient();
        client.Before = static operation => operation == "CommitLease" ? throw InterceptingKvClient.Unavailable(outcomeUnknown: false) : default;

        Assert.Equal([1], await client.GuardedGetAsync(key, _ => ValueTask.FromResult<byte[]>([1]), Minute, lockTtl: Minute));

        await GoneAsync(LeaseKey.Of(key));
        Assert.Null(await Store.GetAsync(key));
    }

    [Fact]
    public async Task C27_Local_single_flight_holds_while_the_store_is_down()
    {
        var key = NewKey();
        var client = OtherClient();
        client.TakeDown();
        var (runs, gate) = (0, new Gate());

        // The operations fail on this thread, so that each call is aboard its flight when it returns its task.
        var callers = Enumerable.Range(0, 64).Select(_ => client.GuardedGetAsync(key, async _ =>
        {
            Interlocked.Increment(ref runs);
            await gate.WaitAsync();
            return [3];
        }, Minute).AsTask()).ToArray();
        gate.Open();

        Assert.All(await Task.WhenAll(callers), value => Assert.Equal([3], value));
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task C28_A_failed_renewal_ends_the_calls_business_with_the_store()
    {
        var key = NewKey();
        var client = OtherClient();
        var failed = new Gate();
        client.Before = operation =>
        {
            if (operation != "RenewLease")
                return default;
            failed.Open();
            throw InterceptingKvClient.Unavailable(outcomeUnknown: false);
        };

        var value = await client.GuardedGetAsync(key, async _ =>
        {
            await failed.WaitAsync();
            return [1];
        }, Minute, lockTtl: TimeSpan.FromMilliseconds(300));

        Assert.Equal([1], value);
        await GoneAsync(LeaseKey.Of(key));
        Assert.DoesNotContain("CommitLease", client.Operations);
    }

    [Fact]
    public async Task C29_Explicit_operations_throw()
    {
        var client = OtherClient();
        client.TakeDown();

        await Assert.ThrowsAsync<KvUnavailableException>(async () => await client.SetAsync(NewKey(), new byte[] { 1 }, Minute));
        await Assert.ThrowsAsync<KvUnavailableException>(async () => await client.InvalidateAsync(NewKey()));
    }

    [Fact]
    public async Task A_client_that_was_disposed_of_refuses_and_runs_no_body()
    {
        var client = new InterceptingKvClient(Store);
        await client.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
            await client.GuardedGetAsync(NewKey(), _ => throw new InvalidOperationException("The body ran."), Minute));
    }

    private static KvClientOptions Logging(FakeLogCollector logs) => new()
    {
        LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(logs)).SetMinimumLevel(LogLevel.Information)),
    };
}
