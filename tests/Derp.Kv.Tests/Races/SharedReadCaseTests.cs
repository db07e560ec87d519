using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Guarded;

namespace Derp.Kv.Tests.Races;

/// <summary>Orders of events around a read that several callers share, one by one. Each ends with all promises checked.</summary>
public sealed class SharedReadCaseTests
{
    [Fact]
    public void C15_Those_who_come_while_the_store_is_asked_share_its_answer() => Sweep.OnOwnThread(static () =>
    {
        var world = World(callers: 3, isWarm: true);
        world.Explorer.Take("caller 1", "calls", "Get");
        Joins(world, 2);
        Joins(world, 3);

        world.Explorer.Take("caller 1", "Get is answered");

        world.Run();
        Assert.All(world.Callers, static caller => Assert.Equal(GuardedWorld.Warm, caller.Value));
        Assert.Empty(world.Runs);
    });

    [Fact]
    public void C21_A_read_that_began_before_an_invalidation_is_not_shared_after_it() => Sweep.OnOwnThread(static () =>
    {
        var world = World(callers: 2, isWarm: true, isInvalidated: true);

        // After the read was sent and before others can join it.
        world.Explorer.Meanwhile = () =>
        {
            world.Explorer.Take("caller 1", "Get");
            Invalidates(world);
        };
        world.Explorer.Take("caller 1", "calls");

        ReadsItself(world, 2);
        world.Run();
        Assert.Equal(GuardedWorld.Warm, world.Callers[0].Value);
        Assert.Equal(1, world.Callers[1].Value![1]);
    });

    [Fact]
    public void C21_An_invalidation_keeps_later_callers_from_a_shared_read_and_those_aboard_get_its_value() => Sweep.OnOwnThread(static () =>
    {
        var world = ReadAcrossAnInvalidation(isWarm: true);

        Assert.Equal(GuardedWorld.Warm, world.Callers[0].Value);
        Assert.Equal(GuardedWorld.Warm, world.Callers[1].Value);
        world.Run();
        Assert.Equal(1, world.Callers[2].Value![1]);
    });

    [Fact]
    public void C1_C21_Those_aboard_a_read_that_was_invalidated_and_found_nothing_join_the_read_that_came_after_it() => Sweep.OnOwnThread(static () =>
    {
        var world = ReadAcrossAnInvalidation(isWarm: false);
        Assert.False(world.Explorer.Offers("client 1 flight 1", "starts"));

        world.Run();
        var run = Assert.Single(world.Runs);
        Assert.Same(world.Callers[2], run.Caller);
        Assert.All(world.Callers, caller => Assert.Equal(run.Value, caller.Value));
    });

    [Fact]
    public void C2_C3_Those_who_share_a_read_go_on_when_its_reader_leaves() => Sweep.OnOwnThread(static () =>
    {
        var world = World(callers: 3);
        world.Explorer.Take("caller 1", "calls");
        Joins(world, 2);
        Joins(world, 3);

        world.Explorer.Take("caller 1", "leaves");
        Assert.IsAssignableFrom<OperationCanceledException>(world.Callers[0].Error);

        world.Run();
        var run = Assert.Single(world.Runs);
        Assert.Same(world.Callers[1], run.Caller);
        Assert.Equal(run.Value, world.Callers[2].Value);
    });

    [Fact]
    public void C25_C27_Those_who_share_a_read_that_fails_share_the_run_too() => Sweep.OnOwnThread(static () =>
    {
        var world = World(callers: 3, faults: 1);
        world.Explorer.Take("caller 1", "calls");
        Joins(world, 2);
        Joins(world, 3);

        world.Explorer.Take("caller 1", "Get is not answered");

        world.Run();
        var run = Assert.Single(world.Runs);
        Assert.All(world.Callers, caller => Assert.Equal(run.Value, caller.Value));
        Assert.Null(world.Server.Look().Value);
    });

    // Two aboard the read, a third caller after the invalidation, and the read is answered.
    private static GuardedWorld ReadAcrossAnInvalidation(bool isWarm)
    {
        var world = World(callers: 3, isWarm: isWarm, isInvalidated: true);
        world.Explorer.Take("caller 1", "calls", "Get");
        Joins(world, 2);
        Invalidates(world);
        ReadsItself(world, 3);

        world.Explorer.Take("caller 1", "Get is answered");
        world.Explorer.Take("caller 2", "is woken");
        return world;
    }

    // The first may leave.
    private static GuardedWorld World(int callers, bool isWarm = false, bool isInvalidated = false, int faults = 0) => new(
        new GuardedPlan(1, [new CallerPlan(0, CanLeave: true), .. Enumerable.Repeat(new CallerPlan(0), callers - 1)], isInvalidated ? [0] : [], faults, isWarm),
        new InOrder());

    private static void Joins(GuardedWorld world, int caller)
    {
        world.Explorer.Take($"caller {caller}", "calls");
        Assert.False(world.Explorer.Offers($"caller {caller}", "Get"));
    }

    private static void ReadsItself(GuardedWorld world, int caller)
    {
        world.Explorer.Take($"caller {caller}", "calls");
        Assert.True(world.Explorer.Offers($"caller {caller}", "Get"));
    }

    private static void Invalidates(GuardedWorld world) => world.Explorer.Take("writer 1", "writes", "Invalidate", "Invalidate is answered");
}
