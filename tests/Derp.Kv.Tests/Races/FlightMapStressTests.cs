using System.Diagnostics;
using Derp.Kv.Coordination;
using Derp.Kv.Tests.Diagnostics;

namespace Derp.Kv.Tests.Races;

/// <summary>
/// Flights and their map on real threads, which meet between any two instructions: the explorations turn only where
/// somebody waits. Few rounds on a machine that is busy, and never more than the time allows.
/// </summary>
[Collection<Alone>]
public sealed class FlightMapStressTests(ITestOutputHelper output)
{
    private const int Rounds = 50_000;

    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(0.7);
    private static readonly byte[] s_key = [1];
    private static readonly IdleBackground s_background = new();

    [Fact]
    public void C1_All_who_come_at_once_are_aboard_one_flight() => Stress(
        Math.Clamp(Environment.ProcessorCount, 2, 4),
        static (round, _, random) =>
        {
            Pause(random);
            if (round.Map.TryJoin(s_key) is { } joined)
                return joined;
            var reading = new TestFlight();
            if (random.Next(2) == 0 && round.Map.TryShare(reading, round.Map.Detachments))
            {
                Pause(random);
                if (round.Map.TryTakeOff(reading, storeFailed: false))
                    return reading;
            }

            return round.Map.JoinOrTakeOff(new TestFlight(), storeFailed: false);
        },

        // Who joined a read that was handed over would come to the one in the air next.
        static flights => Assert.Single(flights.Cast<TestFlight>().Where(static flight => !flight.HasEnded).Distinct()));

    [Fact]
    public void C21_Nobody_shares_a_read_that_began_before_an_invalidation_which_has_ended() => Stress(
        2,
        static (round, worker, random) =>
        {
            if (worker == 0)
            {
                Pause(random);
                round.Map.Detach(s_key);
                round.Stored = 1;
                round.Map.Detach(s_key);
                for (var i = 0; i < 20; i++)
                {
                    if (round.Map.TryJoin(s_key) is TestFlight joined)
                        return joined;
                }

                return null;
            }

            Pause(random);
            var detachments = round.Map.Detachments;
            var reading = new TestFlight { Read = round.Stored };
            Pause(random);
            if (round.Map.TryShare(reading, detachments))
            {
                Pause(random);
                reading.HandOver(round.Map);
            }

            return null;
        },
        static flights => Assert.Equal(1, (flights[0] as TestFlight)?.Read ?? 1));

    [Fact]
    public void C1_A_read_that_was_found_before_it_could_be_joined_is_never_shared()
    {
        var reading = new TestFlight();

        Assert.False(reading.TryJoinOrClose());

        Assert.False(reading.Open());
        Assert.False(reading.TryJoin());
    }

    // All begin each round together, and one looks at what came of it.
    private void Stress(int workers, Func<Round, int, Random, Flight?> part, Action<IReadOnlyList<Flight?>> look)
    {
        var (seed, began, flights) = (Random.Shared.Next(), Stopwatch.GetTimestamp(), new Flight?[workers]);
        var (round, rounds, goesOn, failure) = (new Round(), 0, true, (Exception?)null);
        using var end = new Barrier(workers, _ => Look());
        var threads = Enumerable.Range(0, workers).Select(i => new Thread(() => Work(i, new Random(seed + i)))).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();

        output.WriteLine($"Seed {seed}, {rounds} rounds");
        if (failure is not null)
            throw new InvalidOperationException($"Seed {seed}, round {rounds}: {failure.Message}", failure);

        void Work(int worker, Random random)
        {
            while (goesOn)
            {
                // The barrier wakes them one after the other, too far apart to meet.
                round.Meet(workers);
                flights[worker] = part(round, worker, random);
                end.SignalAndWait();
            }
        }

        void Look()
        {
            try
            {
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
        }
    }

    private static void Pause(Random random) => Thread.SpinWait(random.Next(20));

    private sealed class Round
    {
        private int _stored;
        private int _here;

        public FlightMap Map { get; } = new();

        public int Stored
        {
            get => Volatile.Read(ref _stored);
            set => Volatile.Write(ref _stored, value);
        }

        // Not for long: on a busy machine one of them may not be running.
        public void Meet(int workers)
        {
            Interlocked.Increment(ref _here);
            for (var i = 0; i < 20_000 && Volatile.Read(ref _here) < workers; i++)
            {
            }
        }
    }

    private sealed class TestFlight() : Flight(s_key, s_background)
    {
        /// <summary>What its first caller has read.</summary>
        public int Read { get; init; }

        public bool HasEnded => WaitAsync(isStarter: false, CancellationToken.None).AsTask().IsCompleted;

        protected override Task<FlightOutcome> ProduceAsync() => throw new UnreachableException();

        protected override void ReleaseInBackground() => throw new UnreachableException();
    }

    /// <summary>Whatever takes off stays in the air.</summary>
    private sealed class IdleBackground : Background
    {
        public override Task Run(Func<Task> work) => Task.CompletedTask;
    }
}
