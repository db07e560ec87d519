using System.Diagnostics;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Holds;
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
            byte[] key = [.. s_key];
            var place = round.Map.PlaceOf(key);
            if (FlightMap.TryJoin(place, marks: null, out var isBeingRead, out var detachments) is { } joined)
                return joined;
            if (isBeingRead && round.Map.TryJoinRead(new TestFlight(), marks: null) is { } read)
                return read;
            if (random.Next(2) == 0 && FlightMap.TryShare(place, detachments, default))
            {
                Pause(random);
                if (round.Map.BoardAfterRead(new TestFlight(key)) is { } boarded)
                {
                    boarded.TakeOff(round.Map, LeaseToken.Create(), storeFailed: false);
                    return boarded;
                }
            }

            var flight = round.Map.JoinOrBoard(new TestFlight(), marks: null, out var takesOff);
            if (takesOff)
                flight.TakeOff(round.Map, LeaseToken.Create(), storeFailed: false);
            return flight;
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
                    FlightMap.TryJoin(round.Map.PlaceOf(s_key), marks: null, out var isBeingRead, out _);
                    if (isBeingRead && round.Map.TryJoinRead(new TestFlight { Read = round.Read }, marks: null) is { } joined)
                        return joined;
                }

                return null;
            }

            Pause(random);
            var place = round.Map.PlaceOf([.. s_key]);
            FlightMap.TryJoin(place, marks: null, out _, out var detachments);
            round.Read = round.Stored;
            Pause(random);
            if (FlightMap.TryShare(place, detachments, default))
            {
                Pause(random);
                FlightMap.EndRead(place)?.HandOver();
            }

            return null;
        },
        static flights => Assert.Equal(1, (flights[0] as TestFlight)?.Read ?? 1));

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
        private int _read;
        private int _here;

        public FlightMap Map { get; } = new();

        public int Stored
        {
            get => Volatile.Read(ref _stored);
            set => Volatile.Write(ref _stored, value);
        }

        /// <summary>What the one reader found.</summary>
        public int Read
        {
            get => Volatile.Read(ref _read);
            set => Volatile.Write(ref _read, value);
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

    private sealed class TestFlight(byte[]? key = null) : Flight(key ?? s_key, s_background)
    {
        public override string Method => "test";

        /// <summary>What its reader has read.</summary>
        public int Read { get; init; }

        public bool HasEnded => WaitAsync(isStarter: false, CancellationToken.None).AsTask().IsCompleted;

        protected override Task<FlightOutcome> ProduceAsync() => throw new UnreachableException();

        protected override Task ReleaseAsync() => throw new UnreachableException();
    }

    /// <summary>Whatever takes off stays in the air.</summary>
    private sealed class IdleBackground : Background
    {
        public override Task Run(Func<Task> work) => Task.CompletedTask;
    }
}
