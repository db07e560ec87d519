using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Guarded;

namespace Derp.Kv.Tests.Races;

/// <summary>Orders of events that a design of leases and flights has to survive, one by one. Each ends with all promises checked.</summary>
public sealed class GuardedCaseTests
{
    [Fact]
    public void C20_C21_A_commit_after_the_key_was_invalidated_stores_nothing() => Sweep.OnOwnThread(static () =>
    {
        var world = World(clients: 2, [new CallerPlan(0, Steps: 1)], writers: [1]);
        BodyOf(world, 1);
        world.Explorer.Take("writer 1", "writes", "Invalidate", "Invalidate is answered");

        world.Explorer.Take("client 1 flight 1", "body of caller 1, step 1", "CommitLease");

        Assert.Null(world.Server.Look().Value);
        world.Run();
        Assert.Equal(world.Runs[0].Value, world.Callers[0].Value);
    });

    // W8: a commit between the two scans finds its lease void.
    [Fact]
    public void W8_A_commit_between_the_scans_of_an_invalidation_by_prefix_stores_nothing() => Sweep.OnOwnThread(static () =>
    {
        var world = ByPrefix(new Server(GuardedWorld.Key));
        BodyOf(world, 1);
        world.Explorer.Take("writer 1", "writes", "ScanLeases", "ScanLeases is answered", "Invalidate", "Invalidate is answered");

        world.Explorer.Take("client 1 flight 1", "body of caller 1, step 1", "CommitLease");

        Assert.Null(world.Server.Look().Value);
        world.Run();
        Assert.Equal(world.Runs[0].Value, world.Callers[0].Value);
    });

    // W8: what was committed before its lease was looked for is a value by then, and the second scan finds it.
    [Fact]
    public void W8_A_commit_before_its_lease_is_looked_for_is_found_by_the_second_scan() => Sweep.OnOwnThread(static () =>
    {
        var world = ByPrefix(new Server(GuardedWorld.Key));
        BodyOf(world, 1);
        world.Explorer.Take("writer 1", "writes");
        world.Explorer.Take("client 1 flight 1", "body of caller 1, step 1", "CommitLease");
        Assert.NotNull(world.Server.Look().Value);

        world.Explorer.Take("writer 1", "ScanLeases", "ScanLeases is answered", "ScanValues", "ScanValues is answered", "DeleteMany", "DeleteMany is answered");

        Assert.Null(world.Server.Look().Value);
        world.Run();
    });

    // Without the first scan: what W8 forbids.
    [Fact]
    public void W8_A_scan_for_values_alone_leaves_what_a_running_body_stores() => Sweep.OnOwnThread(static () =>
    {
        var world = ByPrefix(new ListsNoLeases(GuardedWorld.Key));
        BodyOf(world, 1);
        world.Explorer.Take("writer 1", "writes", "ScanLeases", "ScanLeases is answered", "ScanValues", "ScanValues is answered");

        var broken = Assert.Throws<BrokenPromiseException>(() => world.Explorer.Take("client 1 flight 1", "body of caller 1, step 1", "CommitLease"));

        Assert.Contains("W8", broken.Promise, StringComparison.Ordinal);
    });

    [Fact]
    public void C26_I27_A_flight_whose_lease_has_passed_by_its_own_clock_returns_its_value_and_sends_no_commit() => Sweep.OnOwnThread(static () =>
    {
        var world = World(clients: 1, [new CallerPlan(0, Steps: 1)]);
        BodyOf(world, 1);
        world.Explorer.Pass(GuardedWorld.LockTtl);

        world.Explorer.Take("client 1 flight 1", "body of caller 1, step 1", "ReleaseLease");

        Assert.False(world.Explorer.Offers("client 1 flight 1", "CommitLease"));
        Assert.False(world.Runs[0].Token.IsCancellationRequested);
        world.Run();
        Assert.Equal(world.Runs[0].Value, world.Callers[0].Value);
        Assert.Null(world.Server.Look().Value);
    });

    [Fact]
    public void C17_I27_A_renewal_that_is_never_answered_keeps_no_body_from_being_given_up() => Sweep.OnOwnThread(static () =>
    {
        var world = World(clients: 1, [new CallerPlan(0, Ending: BodyEnding.Hang)]);
        BodyOf(world, 1);
        world.Explorer.Pass(GuardedWorld.LockTtl / 3);
        world.Explorer.Take("client 1 flight 1", "wakes");
        Assert.True(world.Explorer.Offers("client 1 flight 1", "RenewLease"));

        world.Explorer.Pass(GuardedWorld.LockTtl * 10);
        world.Explorer.Take("client 1 flight 1", "wakes");
        world.Explorer.Take("caller 1", "is woken");

        Assert.IsType<TimeoutException>(world.Callers[0].Error);
        Assert.True(world.Explorer.Offers("client 1 flight 1", "RenewLease"));
        world.Run();
    });

    [Fact]
    public void C4_An_acquire_granted_after_its_caller_gave_up_is_given_back_and_no_body_runs() => Sweep.OnOwnThread(static () =>
    {
        var world = World(clients: 1, [new CallerPlan(0, CanLeave: true)]);
        world.Explorer.Take("caller 1", "calls", "Get", "Get is answered");
        world.Explorer.Take("client 1 flight 1", "starts");
        world.Explorer.Take("caller 1", "leaves");
        world.Explorer.Take("client 1 flight 1", "GetOrLease");
        Assert.NotNull(world.Server.Look().Lease);

        world.Explorer.Take("client 1 flight 1", "GetOrLease is answered", "ReleaseLease");

        Assert.Null(world.Server.Look().Lease);
        world.Run();
        Assert.Empty(world.Runs);
    });

    [Fact]
    public void C20_An_acquire_that_arrives_after_its_own_release_holds_others_up_for_one_lease_at_most() => Sweep.OnOwnThread(static () =>
    {
        var world = World(clients: 2, [new CallerPlan(0), new CallerPlan(1)], faults: 1);
        world.Explorer.Take("caller 1", "calls", "Get", "Get is answered");
        world.Explorer.Take("client 1 flight 1", "starts", "GetOrLease is not answered", "ReleaseLease", "ReleaseLease is answered", "GetOrLease is late");
        Assert.NotNull(world.Server.Look().Lease);

        world.Run();

        Assert.Equal(world.Runs[0].Value, world.Callers[0].Value);
        Assert.Equal(world.Runs[1].Value, world.Callers[1].Value);
        Assert.Equal(world.Runs[1].Value, world.Server.Look().Value);
    });

    [Fact]
    public void C20_A_run_whose_acquire_was_not_answered_gives_the_lease_back_and_sends_no_commit() => Sweep.OnOwnThread(static () =>
    {
        var world = World(clients: 1, [new CallerPlan(0, Steps: 1)], faults: 1);
        world.Explorer.Take("caller 1", "calls", "Get", "Get is answered");
        world.Explorer.Take("client 1 flight 1", "starts", "GetOrLease is not answered", "GetOrLease is late");
        Assert.NotNull(world.Server.Look().Lease);

        world.Explorer.Take("client 1 flight 1", "ReleaseLease", "body of caller 1, step 1");

        Assert.Null(world.Server.Look().Lease);
        Assert.False(world.Explorer.Offers("client 1 flight 1", "CommitLease"));
        world.Run();
        Assert.Equal(world.Runs[0].Value, world.Callers[0].Value);
        Assert.Null(world.Server.Look().Value);
    });

    [Fact]
    public void C16_C18_A_mark_lost_with_an_expired_lease_is_made_again_on_its_successors() => Sweep.OnOwnThread(static () =>
    {
        var world = World(clients: 3, [new CallerPlan(0, Steps: 1), new CallerPlan(1), new CallerPlan(2, Steps: 1)]);
        BodyOf(world, 1);
        world.Explorer.Take("caller 2", "calls", "Get", "Get is answered");
        world.Explorer.Take("client 2 flight 1", "starts", "GetOrLease", "GetOrLease is answered");
        world.Explorer.Take("client 2 itself", "starts", "SubscribeToNotices", "SubscribeToNotices is answered");
        world.Explorer.Take("client 2 flight 1", "GetOrLease with mark", "GetOrLease with mark is answered");
        Assert.True(world.Server.Look().IsMarked);
        world.Explorer.Pass(GuardedWorld.LockTtl);
        BodyOf(world, 3);
        Assert.False(world.Server.Look().IsMarked);

        world.Explorer.Take("client 2 flight 1", "wakes", "GetOrLease with mark", "GetOrLease with mark is answered");
        Assert.True(world.Server.Look().IsMarked);
        world.Explorer.Take("client 3 flight 1", "body of caller 3, step 1", "CommitLease");
        world.Explorer.Take("client 2", "notice arrives");
        world.Explorer.Take("client 2 flight 1", "GetOrLease with mark", "GetOrLease with mark is answered");
        world.Explorer.Take("caller 2", "is woken");

        Assert.Equal(world.Runs[1].Value, world.Callers[1].Value);
        world.Run();
    });

    [Fact]
    public void C21_An_invalidation_between_read_and_acquire_is_seen_by_the_body() => Sweep.OnOwnThread(static () =>
    {
        var world = World(clients: 1, [new CallerPlan(0), new CallerPlan(0)], writers: [0]);
        world.Explorer.Take("caller 1", "calls", "Get");
        world.Explorer.Take("writer 1", "writes", "Invalidate");
        world.Explorer.Take("caller 1", "Get is answered");
        world.Explorer.Take("writer 1", "Invalidate is answered");
        world.Explorer.Take("client 1 flight 1", "starts", "GetOrLease", "GetOrLease is answered");

        // After the invalidation: it does not join, and waits for the lease instead.
        world.Explorer.Take("caller 2", "calls");
        Assert.True(world.Explorer.Offers("caller 2", "Get"));

        world.Run();
        Assert.Equal(1, world.Runs[0].Version);
        Assert.Single(world.Runs);
        Assert.Equal(world.Runs[0].Value, world.Server.Look().Value);
    });

    [Fact]
    public void C10_A_follower_whose_starters_scope_has_ended_runs_the_body_on_its_own_instance() => Sweep.OnOwnThread(static () =>
    {
        var world = World(clients: 1, [new CallerPlan(0, CanLeave: true, Steps: 1, BodyEnding.Failure), new CallerPlan(0)]);
        BodyOf(world, 1);
        world.Explorer.Take("caller 2", "calls");
        world.Explorer.Take("caller 1", "leaves");
        world.Explorer.Take("client 1 flight 1", "body of caller 1, step 1");

        world.Run();

        Assert.Equal(2, world.Runs.Count);
        Assert.Same(world.Callers[1], world.Runs[1].Caller);
        Assert.Equal(world.Runs[1].Value, world.Callers[1].Value);
    });

    [Fact]
    public void C17_A_body_that_hangs_without_a_lease_is_given_up_too() => Sweep.OnOwnThread(static () =>
    {
        var world = World(clients: 1, [new CallerPlan(0, Ending: BodyEnding.Hang)], faults: 1);
        world.Explorer.Take("caller 1", "calls", "Get is refused");

        world.Run();

        Assert.IsType<TimeoutException>(world.Callers[0].Error);
    });

    private static GuardedWorld World(int clients, CallerPlan[] callers, int[]? writers = null, int faults = 0) =>
        new(new GuardedPlan(clients, callers, writers ?? [], faults), new InOrder());

    private static GuardedWorld ByPrefix(Server server) =>
        new(new GuardedPlan(2, [new CallerPlan(0, Steps: 1)], [1], Faults: 0, IsByPrefix: true), new InOrder(), server);

    // The only caller of its client, up to the first step of its body.
    private static void BodyOf(GuardedWorld world, int caller)
    {
        world.Explorer.Take($"caller {caller}", "calls", "Get", "Get is answered");
        world.Explorer.Take($"client {caller} flight 1", "starts", "GetOrLease", "GetOrLease is answered");
    }
}
