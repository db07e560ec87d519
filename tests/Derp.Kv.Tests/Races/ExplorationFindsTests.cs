using Derp.Kv.Tests.Races.Batches;
using Derp.Kv.Tests.Races.Claims;
using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Guarded;
using Derp.Kv.Tests.Races.Near;
using Derp.Kv.Tests.Races.Refreshes;
using Derp.Kv.Tests.Races.Tags;

namespace Derp.Kv.Tests.Races;

/// <summary>An exploration that cannot fail proves nothing: of each of these mistakes it hears within its thousand interleavings.</summary>
public sealed class ExplorationFindsTests(ITestOutputHelper output)
{
    private const int Within = 1_000;

    [Fact]
    public void Finds_a_commit_that_does_not_compare() => FindsInLeases("C20", () => new CommitsWithoutComparing(GuardedWorld.Key));

    [Fact]
    public void Finds_a_staged_value_that_is_renamed_without_comparing() => FindsInLargeValues("C20", () => new RenamesWithoutComparing(GuardedWorld.Key));

    [Fact]
    public void Finds_values_that_are_staged_under_one_name() => FindsInLargeValues("C10", () => new StagesAllUnderOneName(GuardedWorld.Key));

    [Fact]
    public void Finds_a_staged_value_without_an_end() => FindsInLargeValues("C20", () => new StagesForEver(GuardedWorld.Key));

    [Fact]
    public void Finds_a_release_that_does_not_compare() => FindsInLeases("C20", () => new ReleasesWithoutComparing(GuardedWorld.Key));

    [Fact]
    public void Finds_a_renewal_that_does_not_compare() => FindsInLeases("C17", () => new RenewsWithoutComparing(GuardedWorld.Key));

    [Fact]
    public void Finds_an_acquire_that_does_not_read_again() => FindsInLeases("C15", () => new AcquiresWithoutReading(GuardedWorld.Key));

    [Fact]
    public void Finds_a_lease_without_an_end() => FindsInLeases("C18", () => new GrantsLeasesThatNeverEnd(GuardedWorld.Key));

    [Fact]
    public void Finds_an_invalidation_that_leaves_the_lease() => FindsInLeases("C21", () => new InvalidatesValuesOnly(GuardedWorld.Key));

    [Fact]
    public void Finds_an_invalidation_by_prefix_that_leaves_leases() =>
        Finds("W8", static seed => new GuardedWorld(GuardedPlan.OfPrefix(seed), Sweep.StrategyOf(seed), new ListsNoLeases(GuardedWorld.Key)).Run());

    [Fact]
    public void Finds_a_release_that_is_forgotten() =>
        Finds("C4", static seed => new GuardedWorld(GuardedPlan.OfLease(seed), Sweep.StrategyOf(seed), forgets: "ReleaseLease").Run());

    [Fact]
    public void Finds_an_unanswered_acquire_without_a_release() =>
        Finds("C20", static seed => new GuardedWorld(new GuardedPlan(1, [new CallerPlan(0)], [], Faults: 1), Sweep.StrategyOf(seed), forgets: "ReleaseLease").Run());

    [Fact]
    public void Finds_an_invalidation_that_does_not_detach() =>
        Finds("C21", static seed => new GuardedWorld(GuardedPlan.OfFlight(seed), Sweep.StrategyOf(seed), detaches: false).Run());

    [Fact]
    public void Finds_a_claim_over_another() => FindsInClaims("I", () => new ClaimsOverAnother(ClaimWorld.Key));

    [Fact]
    public void Finds_a_wait_that_claims_over_another() => FindsInClaims("I", () => new ClaimsOverWhatItWaitsFor(ClaimWorld.Key));

    [Fact]
    public void Finds_a_claim_without_an_end() => FindsInClaims("I15", () => new ClaimsForEver(ClaimWorld.Key));

    [Fact]
    public void Finds_a_completion_that_does_not_compare() => FindsInClaims("I2, I7", () => new CompletesWithoutComparing(ClaimWorld.Key));

    [Fact]
    public void Finds_a_release_of_a_claim_that_does_not_compare() => FindsInClaims("I2, I7", () => new DeletesWithoutComparing(ClaimWorld.Key));

    [Fact]
    public void Finds_a_late_completion_that_is_dropped() =>
        Finds("I14", static seed => new ClaimWorld(ClaimPlan.Of(seed), Sweep.StrategyOf(seed), forgets: "SetNx").Run());

    [Fact]
    public void Finds_a_claim_that_is_never_given_back() =>
        Finds("I11", static seed => new ClaimWorld(ClaimPlan.Of(seed), Sweep.StrategyOf(seed), forgets: "CompareAndDelete").Run());

    [Fact]
    public void Finds_an_invalidation_that_leaves_entries_in_memory() =>
        Finds("N2", static seed => new NearWorld(NearPlan.Of(seed), Sweep.StrategyOf(seed), invalidate: static async client => await client.InvalidateOnlyAsync()).Run());

    [Fact]
    public void Finds_entries_that_answer_for_too_long() =>
        Finds("N1", static seed => new NearWorld(NearPlan.Of(seed), Sweep.StrategyOf(seed), clock: static time => new SlowClock(time)).Run());

    [Fact]
    public void Finds_stamps_that_are_the_same_again() =>
        Finds("S2, S3", static seed => new TaggedWorld(TaggedPlan.OfTags(seed), Sweep.StrategyOf(seed), new MakesOneStamp(TaggedMethods.Key, TaggedMethods.Tag)).Run());

    [Fact]
    public void Finds_a_batch_that_gives_no_lease_back() =>
        Finds("B5", static seed => new BatchWorld(BatchPlan.Of(seed), Sweep.StrategyOf(seed), forgets: "ReleaseLease").Run());

    [Fact]
    public void Finds_a_commit_of_a_renewal_that_does_not_compare() => FindsInRefreshes("C20", new CommitsRefreshesWithoutComparing(RefreshMethods.Key));

    [Fact]
    public void Finds_a_failure_that_does_not_compare() => FindsInRefreshes("C20", new FailsWithoutComparing(RefreshMethods.Key));

    [Fact]
    public void Finds_a_pause_that_is_ignored() => FindsInRefreshes("F2", new ForgetsPauses(RefreshMethods.Key));

    [Fact]
    public void Finds_a_zone_that_is_told_by_the_askers_own_settings() => FindsInRefreshes("F4", new KeepsNothingPastItsLifetime(RefreshMethods.Key));

    [Fact]
    public void Finds_an_invalidation_that_leaves_the_lease_of_a_renewal() => FindsInRefreshes("C21", new InvalidatesValuesOnly(RefreshMethods.Key));

    [Fact]
    public void Finds_a_failure_that_is_forgotten() =>
        Finds("F2", static seed => new RefreshWorld(RefreshPlan.Of(seed), Sweep.StrategyOf(seed), forgets: "FailRefresh").Run());

    [Fact]
    public void Finds_an_invalidation_that_does_not_detach_a_renewal() =>
        Finds("C21", static seed => new RefreshWorld(RefreshPlan.Of(seed), Sweep.StrategyOf(seed), invalidate: static async client => await client.InvalidateOnlyAsync()).Run());

    private void FindsInRefreshes(string promise, Server server) =>
        Finds(promise, seed => new RefreshWorld(RefreshPlan.Of(seed), Sweep.StrategyOf(seed), server).Run());

    private void FindsInLeases(string promise, Func<Server> server) =>
        Finds(promise, seed => new GuardedWorld(GuardedPlan.OfLease(seed), Sweep.StrategyOf(seed), server()).Run());

    private void FindsInLargeValues(string promise, Func<Server> server) =>
        Finds(promise, seed => new GuardedWorld(GuardedPlan.OfLargeValue(seed), Sweep.StrategyOf(seed), server()).Run());

    private void FindsInClaims(string promise, Func<Server> server) =>
        Finds(promise, seed => new ClaimWorld(ClaimPlan.Of(seed), Sweep.StrategyOf(seed), server()).Run());

    private void Finds(string promise, Action<int> interleaving)
    {
        var found = Sweep.Find(interleaving, first: 0, Within);

        var broken = Assert.IsType<BrokenPromiseException>(found?.Broken);
        output.WriteLine($"Seed {found!.Value.Seed}: {broken.Message}");
        Assert.Contains(promise, broken.Promise, StringComparison.Ordinal);
    }

    private sealed class SlowClock(TimeProvider right) : TimeProvider
    {
        public override long TimestampFrequency => right.TimestampFrequency;

        public override long GetTimestamp() => right.GetTimestamp() / 2;

        public override DateTimeOffset GetUtcNow() => right.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => right.CreateTimer(callback, state, dueTime, period);
    }
}
