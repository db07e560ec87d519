using System.Globalization;
using Derp.Kv.Coordination;

namespace Derp.Kv.Conformance;

// 64 tasks, one gate: whatever is promised to one goes to one.
public abstract partial class KvClientConformance
{
    private const int Racers = 64;

    [Fact]
    public async Task One_of_many_claims_wins()
    {
        var won = await RaceAsync(Racers, i => Client.SetNxAsync(Key(), Utf8($"{i}"), Minute));
        var winner = Assert.Single(Enumerable.Range(0, Racers), i => won[i]);
        Assert.Equal(Utf8($"{winner}"), await Client.GetAsync(Key()));
    }

    [Fact]
    public async Task One_of_many_claims_wins_and_all_others_read_it()
    {
        var answers = await RaceAsync(Racers, i => Client.SetNxGetAsync(Key(), Utf8($"{i}"), Minute));
        var winner = Assert.Single(Enumerable.Range(0, Racers), i => answers[i] is null);
        Assert.All(answers.Where(static answer => answer is not null), answer => Assert.Equal(Utf8($"{winner}"), answer));
    }

    [Fact]
    public async Task One_of_many_gets_the_lease()
    {
        var answers = await RaceAsync(Racers, _ => Client.GetOrLeaseAsync(Key(), LeaseToken.Create(), Minute));
        Assert.Single(answers, static answer => answer.IsGranted);
        Assert.All(answers.Where(static answer => !answer.IsGranted), static answer => Assert.InRange(answer.Remaining, TimeSpan.FromTicks(1), Minute));
    }

    [Fact]
    public async Task Compared_writes_form_one_chain()
    {
        await Client.SetAsync(Key(), Utf8("0"));
        var rounds = await RaceAsync(Racers, async _ =>
        {
            while (true)
            {
                var seen = (await Client.GetAsync(Key()))!;
                var next = Utf8((int.Parse(seen, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture));
                if (await Client.CompareAndSetAsync(Key(), seen, next))
                    return 1;
            }
        });
        Assert.Equal(Utf8($"{rounds.Length}"), await Client.GetAsync(Key()));
    }

    [Fact]
    public async Task One_of_many_compared_deletes_wins()
    {
        await Client.SetAsync(Key(), Utf8("value"));
        Assert.Single(await RaceAsync(Racers, _ => Client.CompareAndDeleteAsync(Key(), Utf8("value"))), static deleted => deleted);
    }

    [Fact]
    public async Task No_increment_is_lost()
    {
        var numbers = await RaceAsync(Racers, _ => Client.IncrAsync(Key()));
        Assert.Equal(Enumerable.Range(1, Racers).Select(static i => (long)i), numbers.Order());
    }

    [Theory]
    [InlineData(RateLimitAlgorithm.FixedWindow)]
    [InlineData(RateLimitAlgorithm.SlidingWindow)]
    [InlineData(RateLimitAlgorithm.TokenBucket)]
    public async Task Exactly_the_limit_is_admitted_R5(RateLimitAlgorithm algorithm)
    {
        // A day: nothing comes back while the test runs.
        var request = new PermitRequest(500, TimeSpan.FromDays(1), Algorithm: algorithm);
        var admitted = await RaceAsync(16, async _ =>
        {
            var mine = 0;
            for (var i = 0; i < 200; i++)
                mine += (await Client.AcquirePermitAsync(Key(), request)).Allowed ? 1 : 0;
            return mine;
        });
        Assert.Equal(500, admitted.Sum());
    }

    [Fact]
    public async Task A_reader_never_finds_a_gap_while_a_value_is_replaced()
    {
        await Client.SetAsync(Key(), Utf8("value"), Minute);
        var found = await RaceAsync(Racers, async i =>
        {
            var all = true;
            for (var round = 0; round < 20; round++)
            {
                if (i % 2 == 0)
                    await Client.SetAsync(Key(), Utf8("value"), Minute);
                else
                    all &= await Client.GetAsync(Key()) is not null;
            }

            return all;
        });
        Assert.All(found, Assert.True);
    }
}
