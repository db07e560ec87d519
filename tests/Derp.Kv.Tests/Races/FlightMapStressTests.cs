using System.Diagnostics;
using Derp.Kv.Coordination;

namespace Derp.Kv.Tests.Races;

/// <summary>
/// Flights and their map on real threads, which meet between any two instructions: the explorations turn only where
/// somebody waits. Few rounds on a machine that is busy, and never more than the time allows.
/// </summary>
public sealed class FlightMapStressTests(ITestOutputHelper output)
{
    private const int Rounds = 20_000;

    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(0.7);
    private static readonly byte[] s_key = [1];

    [Fact]
    public void C1_All_who_come_at_once_are_aboard_one_flight() => Stress(3, static (round, random) =>
    {
        var map = round.Map;
        Pause(random);
        if (map.TryJoin(s_key) is { } joined)
            return joined;
        if (random.Next(2) == 0)
        {
            var reading = new EndlessFlight();
            if (map.TryShare(reading, map.Detachments))
            {
                Pause(random);
                if (map.TryTakeOff(reading, storeFailed: false))
                    return reading;
            }
        }

        return map.JoinOrTakeOff(new EndlessFlight(), storeFailed: false);
    }, static flights =>
    {
        // Who joined a read that was handed over would come to the one in the air next.
        var airborne = flights.Cast<EndlessFlight>().Where(static flight => !flight.HasEnded).Distinct();
        Assert.Single(airborne).End();
    });

    [Fact]
    public void C21_Nobody_shares_a_read_that_began_before_an_invalidation_which_has_ended() => Stress(3, static (round, random) =>
    {
        var map = round.Map;
        switch (round.Role())
        {
            case 1:
                Pause(random);
                map.Detach(s_key);
                round.Stored = 1;
                map.Detach(s_key);
                round.Invalidated = 1;
                return null;
            case 2:
                var detachments = map.Detachments;
                var reading = new EndlessFlight { Read = round.Stored };
                Pause(random);
                var isShared = map.TryShare(reading, detachments);
                Pause(random);
                if (isShared)
                    reading.EndOnGround(map, FlightOutcome.HandedOver);
                return null;
            default:
                for (var i = 0; i < 50; i++)
                {
                    var floor = round.Invalidated;
                    if (map.TryJoin(s_key) is EndlessFlight joined)
                    {
                        Assert.InRange(joined.Read, floor, 1);
                        return null;
                    }
                }

                return null;
        }
    }, static _ => { });

    [Fact]
    public void C1_A_read_that_was_found_before_it_could_be_joined_is_never_shared()
    {
        var reading = new EndlessFlight();

        Assert.False(reading.TryJoinOrClose());

        Assert.False(reading.Open());
        Assert.False(reading.TryJoin());
    }

    // All begin each round together; one looks at what came of it.
    private void Stress(int threads, Func<Round, Random, Flight?> part, Action<IReadOnlyList<Flight?>> look)
    {
        var seed = Random.Shared.Next();
        var (round, rounds, began, goesOn) = (new Round(), 0, Stopwatch.GetTimestamp(), true);
        var flights = new Flight?[threads];
        Exception? failure = null;
        using var start = new Barrier(threads);
        using var end = new Barrier(threads, _ =>
        {
            try
            {
                if (failure is null)
                    look(flights);
            }
#pragma warning disable CA1031 // It is thrown again, by the test.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = e;
            }

            round = new Round();
            goesOn = failure is null && ++rounds < Rounds && Stopwatch.GetElapsedTime(began) < s_time;
        });
        var workers = Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            var random = new Random(seed + i);
            while (goesOn)
            {
                start.SignalAndWait();
                try
                {
                    flights[i] = part(round, random);
                }
#pragma warning disable CA1031 // It is thrown again, by the test.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    failure = e;
                }

                end.SignalAndWait();
            }
        })).ToArray();
        foreach (var worker in workers)
            worker.Start();
        foreach (var worker in workers)
            worker.Join();

        output.WriteLine($"Seed {seed}, {rounds} rounds");
        if (failure is not null)
            throw new InvalidOperationException($"Seed {seed}, round {rounds}: {failure.Message}", failure);
    }

    private static void Pause(Random random) => Thread.SpinWait(random.Next(40));

    private sealed class Round
    {
        private int _roles;
        private int _stored;
        private int _invalidated;

        public FlightMap Map { get; } = new();

        public int Stored
        {
            get => Volatile.Read(ref _stored);
            set => Volatile.Write(ref _stored, value);
        }

        /// <summary>What an invalidation that has ended has stored at least.</summary>
        public int Invalidated
        {
            get => Volatile.Read(ref _invalidated);
            set => Volatile.Write(ref _invalidated, value);
        }

        public int Role() => Interlocked.Increment(ref _roles);
    }

    /// <summary>Stays in the air until the round is over.</summary>
    private sealed class EndlessFlight() : Flight(s_key, Background.Pool)
    {
        private readonly TaskCompletionSource<FlightOutcome> _end = new();

        /// <summary>What its first caller has read.</summary>
        public int Read { get; init; }

        public bool HasEnded => WaitAsync(isStarter: false, CancellationToken.None).AsTask().IsCompleted;

        public void End() => _end.SetResult(FlightOutcome.HandedOver);

        protected override Task<FlightOutcome> ProduceAsync() => _end.Task;

        protected override void ReleaseInBackground()
        {
        }
    }
}
