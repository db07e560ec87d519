using Derp.Kv.Tests.Races.Batches;
using Derp.Kv.Tests.Races.Claims;
using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Guarded;
using Derp.Kv.Tests.Races.Near;
using Derp.Kv.Tests.Races.Tags;

namespace Derp.Kv.Tests.Races;

/// <summary>
/// Small scenarios, in every order of their steps up to ten thousand. An operation and its reply are one step here; where
/// <c>DERP_KV_LONG</c> is 1 they are two, and fifty thousand orders are walked.
/// </summary>
public sealed class ExhaustiveTests(ITestOutputHelper output)
{
    private static readonly bool s_long = Environment.GetEnvironmentVariable("DERP_KV_LONG") == "1";
    private static readonly int s_most = s_long ? 50_000 : 10_000;

    [Fact]
    public void C1_C2_C4_Two_callers_of_one_client_of_whom_one_leaves() =>
        Exhaust(new GuardedPlan(1, [new CallerPlan(0, CanLeave: true), new CallerPlan(0)], [], 0));

    [Fact]
    public void C10_Two_callers_of_one_client_whose_first_body_fails() =>
        Exhaust(new GuardedPlan(1, [new CallerPlan(0, CanLeave: true, Ending: BodyEnding.Failure), new CallerPlan(0)], [], 0));

    [Fact]
    public void C21_A_caller_and_an_invalidation_through_its_client() =>
        Exhaust(new GuardedPlan(1, [new CallerPlan(0, Steps: 1)], [0], 0));

    [Fact]
    public void C14_Two_clients_on_a_cold_key() =>
        Exhaust(new GuardedPlan(2, [new CallerPlan(0), new CallerPlan(1)], [], 0));

    [Fact]
    public void C22_Two_clients_of_which_one_fails() =>
        Exhaust(new GuardedPlan(2, [new CallerPlan(0, Ending: BodyEnding.Failure), new CallerPlan(1)], [], 0));

    [Fact]
    public void I4_I9_Two_calls_of_which_one_fails() =>
        Exhaust(new ClaimPlan(2, [new CallPlan(0, Steps: 1, Ending: CallEnding.Failure), new CallPlan(1)], 0));

    [Fact]
    public void I18_Two_calls_of_which_one_is_given_up() =>
        Exhaust(new ClaimPlan(2, [new CallPlan(0, CanLeave: true), new CallPlan(1)], 0));

    [Fact]
    public void N2_Calls_and_an_invalidation_through_their_client() =>
        Exhaust(new NearPlan(1, [new NearCallerPlan(0, Calls: 2)], [new NearWriterPlan(0)], IsWarm: true));

    [Fact]
    public void N3_Calls_and_an_invalidation_through_another_client() =>
        Exhaust(new NearPlan(2, [new NearCallerPlan(0, Calls: 2)], [new NearWriterPlan(1)], IsWarm: true));

    [Fact]
    public void S1_S2_S3_Two_readers_an_invalidation_of_their_tag_and_an_eviction() =>
        Exhaust(strategy => new TaggedWorld(new TaggedPlan(2, [new TaggedReader(0, Reads: 2), new TaggedReader(1)], [new TaggedWriter(1)], Evictions: 1), strategy, repliesAtOnce: !s_long).Run(), s_most / 5);

    [Fact]
    public void W4_A_reader_and_a_write_whose_invalidation_is_held_back() =>
        Exhaust(strategy => new TaggedWorld(new TaggedPlan(1, [new TaggedReader(0, Reads: 2)], [new TaggedWriter(0, Means.Scope)]), strategy, repliesAtOnce: !s_long).Run(), s_most / 5);

    [Fact]
    public void B3_B4_Two_batches_in_opposite_order() =>
        Exhaust(strategy => new BatchWorld(new BatchPlan(2, [new BatchCaller(0, [1, 2]), new BatchCaller(1, [2, 1])], []), strategy, repliesAtOnce: !s_long).Run(), s_most / 5);

    [Fact]
    public void B5_A_batch_that_fails_and_a_single_call_that_joins_it() =>
        Exhaust(strategy => new BatchWorld(new BatchPlan(1, [new BatchCaller(0, [1, 2], Steps: 1, Fails: true), new BatchCaller(0, [2], IsSingle: true)], []), strategy, repliesAtOnce: !s_long).Run(), s_most / 5);

    // Each makes a near cache, whose size costs time.
    private void Exhaust(NearPlan plan) => Exhaust(strategy => new NearWorld(plan, strategy, repliesAtOnce: !s_long).Run(), s_most / 10);

    private void Exhaust(GuardedPlan plan) => Exhaust(strategy => new GuardedWorld(plan, strategy, repliesAtOnce: !s_long).Run(), s_most);

    private void Exhaust(ClaimPlan plan) => Exhaust(strategy => new ClaimWorld(plan, strategy, repliesAtOnce: !s_long).Run(), s_most);

    private void Exhaust(Action<IStrategy> interleaving, int most) => Sweep.OnOwnThread(() =>
    {
        var strategy = new DepthFirst();
        var (count, isLeft) = (0, true);
        for (; isLeft && count < most; isLeft = strategy.Next())
        {
            interleaving(strategy);
            count++;
        }

        output.WriteLine($"{count} interleavings{(isLeft ? " of more" : "")}");
    });
}
