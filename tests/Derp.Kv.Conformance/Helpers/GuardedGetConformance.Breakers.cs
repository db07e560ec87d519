using Derp.Kv.Coordination;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Conformance;

// What opens which breaker: a store that refuses writes still answers reads, and one that hangs must not cost each call its time-out.
public abstract partial class GuardedGetConformance
{
    private static ValueTask<byte[]> CallAsync(KvClient client, byte[] key, byte value = 1) =>
        client.GuardedGetAsync(key, _ => ValueTask.FromResult<byte[]>([value]), Minute, lockTtl: Minute);

    [Theory]
    [InlineData("GetOrLease")]
    [InlineData("CommitLease")]
    public async Task C28_Refused_writes_do_not_keep_stored_values_from_being_served(string refused)
    {
        var stored = NewKey();
        await Store.SetAsync(stored, new byte[] { 9 }, Minute);
        var client = OtherClient();
        client.Before = operation => operation == refused ? throw InterceptingKvClient.Refused() : default;

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal([1], await CallAsync(client, NewKey()));
            Assert.Equal([9], await client.GuardedGetAsync(stored, _ => throw new InvalidOperationException("The body ran."), Minute));
        }

        Assert.False(client.GetStatus().BreakerOpen);
    }

    [Fact]
    public async Task C28_Five_refused_writes_open_the_breaker_of_writes_which_tries_once_a_second()
    {
        var time = new FakeTimeProvider();
        var logs = new FakeLogCollector();
        var client = OtherClient(new KvClientOptions { TimeProvider = time, LoggerFactory = Logging(logs).LoggerFactory });
        client.Before = operation => operation == "GetOrLease" ? throw InterceptingKvClient.Refused() : default;
        for (var i = 0; i < 5; i++)
            await CallAsync(client, NewKey());
        Assert.Equal((false, true), (client.GetStatus().BreakerOpen, client.GetStatus().WriteBreakerOpen));

        client.ClearOperations();
        for (var i = 0; i < 20; i++)
            await CallAsync(client, NewKey());
        Assert.Equal(Enumerable.Repeat("Get", 20), client.Operations);

        client.BringBack();
        time.Advance(TimeSpan.FromSeconds(1));
        var key = NewKey();
        await CallAsync(client, key);

        Assert.Equal([1], await Store.GetAsync(key));
        Assert.False(client.GetStatus().WriteBreakerOpen);
        Assert.Equal([1, 27, 28], logs.GetSnapshot().Select(static line => line.Id.Id));
    }

    [Fact]
    public async Task C28_Two_calls_that_time_out_in_a_row_open_the_breaker_however_long_they_wait()
    {
        var time = new FakeTimeProvider();
        var client = OtherClient(new KvClientOptions { TimeProvider = time });
        client.Before = _ =>
        {
            time.Advance(TimeSpan.FromSeconds(30));
            throw InterceptingKvClient.TimedOut();
        };
        await CallAsync(client, NewKey());
        Assert.False(client.GetStatus().BreakerOpen);
        await CallAsync(client, NewKey());
        Assert.True(client.GetStatus().BreakerOpen);

        client.ClearOperations();
        for (var i = 0; i < 10; i++)
            await CallAsync(client, NewKey());
        Assert.Empty(client.Operations);
    }

    [Fact]
    public async Task C28_One_lost_command_is_one_failure_whatever_follows_it_and_however_many_share_it()
    {
        var client = OtherClient();
        var lost = NewKey();
        var gate = new Gate();
        client.Before = async operation =>
        {
            if (operation == "GetOrLease")
                await gate.WaitAsync();
            if (operation is "GetOrLease" or "ReleaseLease")
                throw InterceptingKvClient.TimedOut();
        };

        // The acquire is lost, and its release after it.
        var callers = Enumerable.Range(0, 20).Select(_ => CallAsync(client, lost).AsTask()).ToArray();
        gate.Open();
        await Task.WhenAll(callers);
        await Eventually.HoldsAsync(() => Task.FromResult(client.Operations.Contains("ReleaseLease")), "The release should have been tried.");

        Assert.Equal((false, false), (client.GetStatus().BreakerOpen, client.GetStatus().WriteBreakerOpen));
        await CallAsync(client, NewKey());
        Assert.Equal((false, true), (client.GetStatus().BreakerOpen, client.GetStatus().WriteBreakerOpen));
    }
}
