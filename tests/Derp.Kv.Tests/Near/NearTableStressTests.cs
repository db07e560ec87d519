using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Near;
using Derp.Kv.Tests.Diagnostics;

namespace Derp.Kv.Tests.Near;

/// <summary>
/// The table on real threads: puts of the same keys race, sets overflow, the array grows and shrinks, entries are voided and swept, and readers
/// meet all of it between any two instructions. Never more than the time allows.
/// </summary>
[Collection<Alone>]
public sealed class NearTableStressTests(ITestOutputHelper output)
{
    private const int Keys = 20_000;
    private const int Life = 1_000;

    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("DERP_KV_LONG") == "1" ? 5 : 0.7);

    // The smaller one holds a fraction of the keys; the other one holds all, and its array grows.
    [Theory]
    [InlineData(256 * 1024)]
    [InlineData(64 * 1024 * 1024)]
    public void N8_N9_Readers_never_get_a_wrong_value_and_nothing_is_left_at_the_end(long budget)
    {
        var run = new Run(budget, Random.Shared.Next());
        Thread[] threads =
        [
            run.Begin(run.Put),
            run.Begin(run.Put),
            run.Begin(run.Read),
            run.Begin(run.Read),
            run.Begin(run.Void),
            run.Begin(run.Watch),
            run.Begin(run.Sweep),
        ];
        foreach (var thread in threads)
            thread.Join();

        output.WriteLine($"Seed {run.Seed}: {run.Puts} puts, {run.Hits} hits, at most {run.MostEntries} entries and {run.MostBytes} bytes");
        if (run.Failure is { } failure)
            throw new InvalidOperationException($"Seed {run.Seed}: {failure.Message}", failure);
        run.LookAtWhatIsLeft();
        Assert.True(run.Hits > 0);
        Assert.InRange(run.MostBytes, 1, budget);
    }

    private sealed class Run
    {
        private readonly StandingTime _time = new();
        private readonly Generations _generations = new();
        private readonly NearTable _table;
        private readonly object _owner = new();
        private readonly long _began = Stopwatch.GetTimestamp();
        private readonly long _budget;
        private int _threads;
        private long _puts;
        private long _hits;
        private Exception? _failure;

        public Run(long budget, int seed)
        {
            (_budget, Seed) = (budget, seed);
            _table = new NearTable(new NearClock(_time), _generations, budget);
        }

        public int Seed { get; }

        public long Puts => _puts;

        public long Hits => _hits;

        public int MostEntries { get; private set; }

        public long MostBytes { get; private set; }

        public Exception? Failure => _failure;

        private bool GoesOn => Volatile.Read(ref _failure) is null && Stopwatch.GetElapsedTime(_began) < s_time;

        public Thread Begin(Action<Random> part)
        {
            var random = new Random(Seed + _threads++);
            var thread = new Thread(() =>
            {
                try
                {
                    while (GoesOn)
                        part(random);
                }
#pragma warning disable CA1031 // It is thrown again, by the test.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    _failure = e;
                }
            });
            thread.Start();
            return thread;
        }

        public void Put(Random random)
        {
            for (var i = 0; i < 100; i++)
            {
                var key = KeyOf(random);
                var now = _time.Milliseconds;
                var mark = new ReadMark(now, now + Life, _generations[key]);
                _table.TryPut(new NearTextEntry(new NearPlace(HashOf(key), _owner, key), mark, WeightOf(key), new Held(key), BytesOf(key)));
            }

            Interlocked.Add(ref _puts, 100);
        }

        public void Read(Random random)
        {
            for (var i = 0; i < 100; i++)
            {
                var (key, now) = (KeyOf(random), _time.Milliseconds);
                if (Find(key) is not { } entry)
                    continue;
                Interlocked.Increment(ref _hits);
                Assert.Equal(key, ((Held)entry.Held).Key);
                Assert.True(now < entry.Deadline, "N1: an entry answers after its deadline.");
            }
        }

        // N2: whoever has voided a stripe finds nothing older there.
        public void Void(Random random)
        {
            var key = KeyOf(random);
            _generations.Void(key);
            var generation = _generations[key];
            for (var i = 0; i < 20; i++)
                Assert.True(Find(key) is not { } entry || entry.Generation >= generation, "N2: an entry answers that was voided before.");
        }

        public void Watch(Random random)
        {
            var (bytes, count) = (_table.Bytes, _table.Count);
            Assert.InRange(bytes, 0, _budget);
            Assert.InRange(count, 0, 2 * Keys);
            (MostBytes, MostEntries) = (Math.Max(MostBytes, bytes), Math.Max(MostEntries, count));
        }

        // Most times few entries are past their deadline, now and then all of them: the array shrinks.
        public void Sweep(Random random)
        {
            _time.Advance(random.Next(50) == 0 ? Life : Life / 20);
            _table.Sweep();
            Thread.SpinWait(random.Next(100_000));
        }

        public void LookAtWhatIsLeft()
        {
            _table.Sweep();
            var places = Places(_table);
            var arrays = places.Length == 0 ? 0 : ((long)places.Length * IntPtr.Size) + 24;
            Assert.Equal(places.Count(static entry => entry is not null), _table.Count);
            Assert.Equal(arrays + places.Sum(static entry => (long)(entry?.Weight ?? 0)), _table.Bytes);

            _time.Advance(Life);
            _table.Sweep();
            Assert.Equal((0, 0L), (_table.Count, _table.Bytes));
        }

        // What the table says of itself is compared with what is there: an entry may be where no search comes any more, until it is swept.
        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_places")]
        private static extern ref NearEntry?[] Places(NearTable table);

        private NearEntry? Find(int key) => _table.Find(HashOf(key), _owner, BytesOf(key));

        // Half of all is of a few keys whose search begins in one set, twice as many as it has places.
        private static int KeyOf(Random random) => random.Next(2) == 0 ? random.Next(16) : random.Next(Keys);

        private static ulong HashOf(int key) => key < 16 ? ((ulong)key << 40) | (uint)(key & 7) : (ulong)key * 0x9E37_79B9_7F4A_7C15;

        private static int WeightOf(int key) => 100 + (key % 400);

        private static byte[] BytesOf(int key) => System.Text.Encoding.ASCII.GetBytes(key.ToString(CultureInfo.InvariantCulture));
    }

    private sealed record Held(int Key);

    /// <summary>Moves when it is told to, from any thread.</summary>
    private sealed class StandingTime : TimeProvider
    {
        private long _milliseconds;

        public long Milliseconds => Volatile.Read(ref _milliseconds);

        public override long TimestampFrequency => 1000;

        public void Advance(long milliseconds) => Interlocked.Add(ref _milliseconds, milliseconds);

        public override long GetTimestamp() => Milliseconds;
    }
}
