using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Guarded;
using Derp.Kv.Tests.Races.Refreshes;

namespace Derp.Kv.Tests.Races;

/// <summary>Orders of events that a renewal has to survive, one by one. Each ends with all promises checked.</summary>
public sealed class RefreshCaseTests
{
    private const string Flight = "client 1 flight 1";

    // As in a process that was suspended: the lease has ended, and says nothing of the value.
    [Fact]
    public void F3_A_body_that_fails_after_its_lease_has_ended_leaves_its_caller_the_value_that_still_stands() => Sweep.OnOwnThread(static () =>
    {
        var world = Failing(writers: []);
        world.Explorer.Pass(RefreshMethods.LockTtl);

        world.Run();

        Assert.DoesNotContain(RefreshEvent.Threw, world.Seen);
        Assert.DoesNotContain(RefreshEvent.Failed, world.Seen);
    });

    [Fact]
    public void F3_A_body_that_fails_after_an_invalidation_leaves_its_caller_the_exception() => Sweep.OnOwnThread(static () =>
    {
        var world = Failing(writers: [0]);
        world.Explorer.Take("writer 1", "writes", "Invalidate", "Invalidate is answered");

        world.Run();

        Assert.Contains(RefreshEvent.Threw, world.Seen);
    });

    // Who had read before the invalidation begins a flight after it, which others join.
    [Fact]
    public void C21_A_flight_that_begins_after_an_invalidation_does_not_fall_back_on_what_was_read_before() => Sweep.OnOwnThread(static () =>
    {
        var world = new RefreshWorld(new RefreshPlan([new Deployment()], [new RefreshReader(0), new RefreshReader(0)], [0], Faults: 1), new InOrder());
        world.Explorer.Take("reader 1", "reads", "MGet");
        world.Explorer.Take("writer 1", "writes", "Invalidate", "Invalidate is answered");
        world.Explorer.Take("reader 1", "MGet is answered");
        world.Explorer.Take("reader 2", "reads");
        world.Explorer.Take(Flight, "starts", "GetOrRefresh is refused");

        world.Run();
    });

    // A value that is due, and a body that is about to fail.
    private static RefreshWorld Failing(int[] writers)
    {
        var world = new RefreshWorld(new RefreshPlan([new Deployment()], [new RefreshReader(0, Steps: 1, Ending: BodyEnding.Failure)], writers), new InOrder());
        world.Explorer.Take("reader 1", "reads", "MGet", "MGet is answered");
        world.Explorer.Take(Flight, "starts", "GetOrRefresh", "GetOrRefresh is answered");
        Assert.True(world.Explorer.Offers(Flight, "body, step 1"));
        return world;
    }
}
