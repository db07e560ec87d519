using Derp.Kv.Scale.Peers;
using Derp.Kv.Simulation;

namespace Derp.Kv.Scale.Questions;

/// <summary>Processes that start together and need values that nobody has cached yet.</summary>
/// <param name="Reader">Of <see cref="ColdReaders"/>.</param>
/// <param name="Processes">How many; they start within 50 ms.</param>
/// <param name="Keys">How many cold keys there are.</param>
/// <param name="KeysEach">How many of them each process needs, chosen by chance.</param>
/// <param name="FailsOver">Whether the primary crashes 60 ms after the first start.</param>
internal sealed record ColdStart(string Reader, int Processes, int Keys, int KeysEach, bool FailsOver = false)
{
    /// <summary>The source serves as many at a time as a database with that many connections.</summary>
    public const int SourceConnections = 32;

    public static readonly TimeSpan SourceTime = TimeSpan.FromMilliseconds(100);

    /// <summary>How many keys a process asks for at a time.</summary>
    private const int AtATime = 8;

    private static readonly TimeSpan s_starts = TimeSpan.FromMilliseconds(50);
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public ColdResult Run(ulong seed = 1) => OwnThread.Run(() =>
    {
        var machine = new Machine(seed, Fleet.Settings(FailsOver));
        var source = new Source(new SimulatedTime(machine.Scheduler, null), SourceConnections, SourceTime);
        var ends = new List<TimeSpan>();
        for (var i = 0; i < Processes; i++)
        {
            var process = machine.AddProcess();
            var reader = ColdReaders.Of(Reader, process, source);
            process.Start(Fleet.Begin + process.Dice.Between(TimeSpan.Zero, s_starts), "starts", async () =>
            {
                await ReadAllAsync(reader, KeysOf(process.Dice.Fork()));
                ends.Add(machine.Now - Fleet.Begin);
            });
        }

        if (FailsOver)
            Fleet.FailOver(machine, Fleet.Begin + TimeSpan.FromMilliseconds(60));
        var load = Fleet.Measure(machine, () => ends.Count < Processes, Patience);
        ends.Sort();
        return new ColdResult(source.Runs, source.Most, load, At(Processes / 2), At(Processes - 1));

        TimeSpan? At(int number) => number < ends.Count ? ends[number] : null;
    });

    private int[] KeysOf(Dice dice)
    {
        var keys = Enumerable.Range(0, Keys).ToArray();
        for (var i = 0; i < KeysEach; i++)
        {
            var other = i + dice.Below(Keys - i);
            (keys[i], keys[other]) = (keys[other], keys[i]);
        }

        return keys[..KeysEach];
    }

    private static Task ReadAllAsync(IColdReader reader, int[] keys)
    {
        if (keys.Length == 1)
            return ReadAsync(reader, keys[0]);
        var next = 0;
        return Task.WhenAll(Enumerable.Range(0, AtATime).Select(async _ =>
        {
            while (next < keys.Length)
                await ReadAsync(reader, keys[next++]);
        }));
    }

    // A call that fails is made again, as a user does.
    private static async Task ReadAsync(IColdReader reader, int key)
    {
        while (true)
        {
            try
            {
                await reader.ReadAsync(key);
                return;
            }
            catch (TimeoutException)
            {
                // Its body was given up.
            }
        }
    }
}

/// <summary>How it went.</summary>
/// <param name="Runs">Of the body.</param>
/// <param name="MostAtSource">How many asked the source at once, at most.</param>
/// <param name="Load">Of the server.</param>
/// <param name="Half">When half of the processes had all their values, counted from the first start; null: not after <see cref="ColdStart.Patience"/>.</param>
/// <param name="All">When all had.</param>
internal sealed record ColdResult(int Runs, int MostAtSource, ServerLoad Load, TimeSpan? Half, TimeSpan? All);
