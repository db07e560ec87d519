using System.Text;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Near;
using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Guarded;

namespace Derp.Kv.Tests.Races.Near;

/// <summary>
/// Callers of methods with <c>Near</c> and without, and writers that change the truth and then invalidate it. What must hold stands in
/// <see cref="NearPromises"/>.
/// </summary>
internal sealed class NearWorld
{
    /// <summary>What a warm store holds: no run's value, of the first truth.</summary>
    public static readonly NearValue Warm = new(0, 0);

    public static readonly byte[] Key = Encoding.UTF8.GetBytes("near:key");

    // Enough for the smallest table to grow, and few enough a set that none is full: walks stay the same from run to run, although hashes do not.
    private const int EntriesOfFilling = 600;

    private readonly NearPromises _promises;
    private readonly Func<ControlledKvClient, ValueTask> _invalidate;
    private long _truth;
    private int _filled;

    /// <param name="plan">Who takes part.</param>
    /// <param name="strategy">What decides.</param>
    /// <param name="server">Null: one that makes no mistakes.</param>
    /// <param name="invalidate">How a writer invalidates; null: as users do.</param>
    /// <param name="clock">The clients' clock; null: one that is right.</param>
    /// <param name="repliesAtOnce">Whether an operation and its reply are one step.</param>
    /// <param name="combines">Whether reads share commands.</param>
    public NearWorld(NearPlan plan, IStrategy strategy, Server? server = null, Func<ControlledKvClient, ValueTask>? invalidate = null, Func<TimeProvider, TimeProvider>? clock = null, bool repliesAtOnce = false, bool combines = false)
    {
        Plan = plan;
        Explorer = new Explorer(strategy, plan.Faults);
        Server = server ?? new Server(Key);
        Server.Attach(Explorer);
        if (plan.IsWarm)
            Server.Hold(NearMethods.Encode(Key, Warm.ToString(), Explorer.Time), NearMethods.Ttl - NearMethods.T);
        var time = clock?.Invoke(Explorer.Time);
        Clients = [.. Enumerable.Range(1, plan.Clients).Select(i => new ControlledKvClient(Explorer, Server, $"client {i}", time) { HearsOfInvalidations = !plan.IsDeaf, RepliesAtOnce = repliesAtOnce, Combines = combines })];
        _invalidate = invalidate ?? (static async client => await client.InvalidateAsync(Key));
        _promises = new NearPromises(this);

        foreach (var (i, caller) in plan.Callers.Index())
            Explorer.Offer(new Option($"caller {i + 1}", "calls", OptionKind.Step, () => _ = CallAsync($"caller {i + 1}", caller)));
        foreach (var (i, writer) in plan.Writers.Index())
            Explorer.Offer(new Option($"writer {i + 1}", "writes", OptionKind.Step, () => _ = WriteAsync($"writer {i + 1}", writer)));
        for (var i = 0; i < plan.Fillings; i++)
            Explorer.Offer(new Option("others", "fill a table", OptionKind.Step, () => Fill(Clients[_filled % Clients.Length])));
    }

    public NearPlan Plan { get; }

    public Explorer Explorer { get; }

    public Server Server { get; }

    public ControlledKvClient[] Clients { get; }

    /// <summary>The values of runs that have returned, and by which flight each was made.</summary>
    public List<(NearValue Value, string Flight)> Returned { get; } = [];

    /// <summary>What each call was answered with, in the order of their ends.</summary>
    public List<(string Actor, NearValue Value)> Answers { get; } = [];

    /// <summary>Calls and writers that have begun and not ended.</summary>
    public int UnderWay { get; private set; }

    /// <summary>What befell calls: tells whether the walks get there.</summary>
    public HashSet<NearEvent> Seen => _promises.Seen;

    /// <summary>Runs to the end, and looks at what is left.</summary>
    public void Run()
    {
        Explorer.Run();
        _promises.AtTheEnd();
        Explorer.ThrowIfBroken();
    }

    private async Task CallAsync(string actor, NearCallerPlan plan)
    {
        Explorer.Actor = actor;
        UnderWay++;
        for (var i = 0; i < plan.Calls; i++)
        {
            if (i > 0)
                await Explorer.TurnAsync("calls again");
            var call = new NearCall(actor, plan);
            _promises.Starts(call);
            try
            {
                var pending = NearMethods.CallAsync(plan.Kind, Clients[plan.Client], "key", (this, plan), static (state, _) => state.Item1.BodyAsync(state.plan));
                var isHit = pending.IsCompleted && !call.HasAsked;
                var value = NearValue.Of((await pending)!);
                Answers.Add((actor, value));
                _promises.Answered(call, value, isHit);
            }
#pragma warning disable CA1031 // Each is judged.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _promises.Failed(e);
            }
        }

        UnderWay--;
    }

    private async ValueTask<string?> BodyAsync(NearCallerPlan plan)
    {
        var (flight, version) = (Explorer.Actor, _truth);
        for (var i = 1; i <= plan.Steps; i++)
            await Explorer.TurnAsync($"body, step {i}");
        if (plan.Fails)
            throw new PlannedFailureException();
        var value = new NearValue(Returned.Count + 1, version);
        Returned.Add((value, flight));
        return value.ToString();
    }

    // The truth first, then the invalidation.
    private async Task WriteAsync(string actor, NearWriterPlan plan)
    {
        Explorer.Actor = actor;
        UnderWay++;
        for (var i = 0; i < plan.Times; i++)
        {
            if (i > 0)
                await Explorer.TurnAsync("writes again");
            var version = ++_truth;
            _promises.Writes(actor, version);
            try
            {
                if (plan.IsByPrefix)
                    await Clients[plan.Client].InvalidateByPrefixAsync(Key.AsMemory(0, 4));
                else
                    await _invalidate(Clients[plan.Client]);
                _promises.HasInvalidated(plan.Client, version);
            }
            catch (KvUnavailableException)
            {
            }
        }

        UnderWay--;
    }

    private void Fill(ControlledKvClient client)
    {
        var near = client.OpenNear();
        for (var i = 0; i < EntriesOfFilling; i++)
        {
            var number = (_filled * EntriesOfFilling) + i;
            ReadMark mark = near.Mark(number, NearMethods.T);
            near.Put(new NearTextEntry(new NearPlace((ulong)number * 8, this, number), mark, 100, this, BitConverter.GetBytes(number)), "Races.Others", NearMethods.T);
        }

        _filled++;
    }
}
