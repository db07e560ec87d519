using System.Globalization;
using Derp.Kv.Conformance;
using Derp.Kv.Servers;
using Derp.Kv.Valkey.Tests.Faults.Bench;

namespace Derp.Kv.Valkey.Tests.Faults;

/// <summary>Another process holds the lease or the claim, and dies or is suspended.</summary>
public sealed class DeadProcessTests(UnobservedExceptions unobserved) : FaultTest(unobserved)
{
    private int _runs;

    protected override TimeSpan OperationTimeout => TimeSpan.FromSeconds(20);

    private static string Lease => "1000";

    [Fact]
    public async Task C18_A_holder_that_is_killed_is_succeeded_by_one_of_all_waiters()
    {
        using var worker = await HoldAsync("lease");
        await using var other = Bench.Connect();
        var waiters = Enumerable.Range(0, 32).Select(i => GetAsync(i % 2 == 0 ? Client : other)).ToArray();

        worker.Kill();

        Assert.All(await Task.WhenAll(waiters), value => Assert.Equal("1", value));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task C18_C20_A_holder_that_is_suspended_past_its_lease_is_succeeded_and_stores_nothing_when_it_wakes()
    {
        using var worker = await HoldAsync("lease");
        worker.Suspend();
        Assert.Equal("1", await GetAsync(Client));

        worker.Resume();
        await worker.SendAsync("finish");

        // Its own caller gets what it computed; the store keeps the successor's.
        await worker.ExpectAsync($"result {worker.Id.ToString(CultureInfo.InvariantCulture)}");
        Assert.Equal("1", await GetAsync(Client));
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task C14_A_holder_that_lives_past_its_lease_keeps_it()
    {
        using var worker = await HoldAsync("lease");
        var waiter = GetAsync(Client);
        await RenewedAsync(Phase.Acquire);

        await worker.SendAsync("finish");

        Assert.Equal(worker.Id.ToString(CultureInfo.InvariantCulture), await waiter);
        Assert.Equal(0, _runs);
    }

    [Fact]
    public async Task I15_I16_An_owner_that_is_killed_holds_duplicates_up_for_at_most_its_lease_and_one_runs()
    {
        using var worker = await HoldAsync("claim");
        worker.Kill();

        var refusal = await Assert.ThrowsAsync<IdempotencyInFlightException>(() => PayAsync(Client, InFlightBehavior.Reject));
        Assert.InRange(refusal.RetryAfter, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await using var other = Bench.Connect();
        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => PayAsync(i % 2 == 0 ? Client : other)));

        Assert.All(results, result => Assert.Equal("1", result.Value));
        Assert.Single(results, result => !result.IsReplay);
        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task I14_An_owner_that_is_suspended_past_its_lease_cannot_replace_its_successors_result()
    {
        using var worker = await HoldAsync("claim");
        worker.Suspend();
        Assert.Equal("1", (await PayAsync(Client)).Value);

        worker.Resume();
        await worker.SendAsync("finish");

        await worker.ExpectAsync($"result {worker.Id.ToString(CultureInfo.InvariantCulture)}");
        Assert.Equal(new IdempotentResult<string?>("1", 200, true), await PayAsync(Client));
    }

    [Fact]
    public async Task I14_An_owner_that_is_suspended_and_wakes_before_anyone_else_came_stores_its_result()
    {
        using var worker = await HoldAsync("claim");
        worker.Suspend();
        await Eventually.HoldsAsync(
            async () => await Bench.Server.CommandAsync("EXISTS", "derp:idempotency:held") is 0L, "The claim should have ended.");

        worker.Resume();
        await worker.SendAsync("finish");

        await worker.ExpectAsync($"result {worker.Id.ToString(CultureInfo.InvariantCulture)}");
        Assert.Equal(new IdempotentResult<string?>(worker.Id.ToString(CultureInfo.InvariantCulture), 200, true), await PayAsync(Client));
        Assert.Equal(0, _runs);
    }

    private async Task<WorkerProcess> HoldAsync(string scenario)
    {
        var worker = await WorkerProcess.StartAsync(Bench.Server.Port, scenario);
        await worker.SendAsync($"hold held {Lease}");
        await worker.ExpectAsync("holding");
        return worker;
    }

    // Two leases' worth of looks of the waiter.
    private Task RenewedAsync(Phase look)
    {
        var started = TimeProvider.System.GetTimestamp();
        return Eventually.HoldsAsync(
            () => Task.FromResult(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromSeconds(2) && Bench.Seen.Contains(look)),
            "The waiter should have looked.");
    }

    private async Task<string> GetAsync(KvClient client) => System.Text.Encoding.UTF8.GetString(await client.GuardedGetAsync(
        Bytes("held"), _ => ValueTask.FromResult(Bytes(Interlocked.Increment(ref _runs).ToString(CultureInfo.InvariantCulture))), Minute, TimeSpan.FromSeconds(8)));

    private async Task<IdempotentResult<string?>> PayAsync(KvClient client, InFlightBehavior inFlight = InFlightBehavior.Wait) => await client.IdempotentExecuteAsync(
        "held",
        _ => ValueTask.FromResult<string?>(Interlocked.Increment(ref _runs).ToString(CultureInfo.InvariantCulture)),
        Utf8Serializer.Instance,
        options: new() { LockTtl = TimeSpan.FromSeconds(8), InFlight = inFlight });
}
