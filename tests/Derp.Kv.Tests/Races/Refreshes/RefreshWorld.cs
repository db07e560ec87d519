using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Guarded;
using Derp.Kv.Tests.Races.Near;

namespace Derp.Kv.Tests.Races.Refreshes;

/// <summary>
/// Readers of a value that is renewed while it is served, and writers that change the truth and then invalidate. What must hold stands in
/// <see cref="RefreshPromises"/>.
/// </summary>
internal sealed class RefreshWorld
{
    /// <summary>What the store holds at the beginning: no run's value, of the first truth.</summary>
    public static readonly NearValue Warm = new(0, 0);

    private readonly RefreshPromises _promises;
    private readonly Func<ControlledKvClient, ValueTask> _invalidate;

    public RefreshWorld(RefreshPlan plan, IStrategy strategy, Server? server = null, string? forgets = null, Func<ControlledKvClient, ValueTask>? invalidate = null)
    {
        Plan = plan;
        Explorer = new Explorer(strategy, plan.Faults);
        Server = server ?? new Server(RefreshMethods.Key);
        Server.Attach(Explorer);
        _invalidate = invalidate ?? (static async client => await client.InvalidateAsync(RefreshMethods.Key));
        Clients = [.. plan.Clients.Select((deployment, i) => new ControlledKvClient(Explorer, Server, $"client {i + 1}", new WallClock(Explorer.Time, deployment.Off + TimeSpan.FromMinutes(i))) { Forgets = forgets, Chance = new NoChance(), StagesValues = plan.IsLarge })];
        Hold(plan.Zone);
        _promises = new RefreshPromises(this);

        foreach (var (i, reader) in plan.Readers.Index())
            Explorer.Offer(new Option($"reader {i + 1}", "reads", OptionKind.Step, () => _ = ReadAsync($"reader {i + 1}", reader)));
        foreach (var (i, client) in plan.Writers.Index())
            Explorer.Offer(new Option($"writer {i + 1}", "writes", OptionKind.Step, () => _ = WriteAsync($"writer {i + 1}", client)));
        foreach (var evicted in plan.Evictions ?? [])
            Explorer.Offer(new Option("server", $"evicts the {evicted}", OptionKind.Step, () => Evict(evicted)));
    }

    public RefreshPlan Plan { get; }

    public Explorer Explorer { get; }

    public Server Server { get; }

    public ControlledKvClient[] Clients { get; }

    public List<RefreshRun> Runs { get; } = [];

    public long Truth { get; private set; }

    /// <summary>Reads and writes that have not ended.</summary>
    public int UnderWay { get; private set; }

    public IReadOnlySet<RefreshEvent> Seen => _promises.Seen;

    /// <summary>Runs to the end, and looks at what is left.</summary>
    public void Run()
    {
        Explorer.Run();
        _promises.AtTheEnd();
        Explorer.ThrowIfBroken();
    }

    private void Hold(ValueZone zone)
    {
        if (zone == ValueZone.None)
            return;
        var past = RefreshMethods.StaleIfError(isLonger: false);
        Server.Hold(RefreshMethods.Encode(Warm.ToString(), isLonger: false, Explorer.Time), zone == ValueZone.Due ? past + (RefreshMethods.Ttl / 2) : past * 0.75);
    }

    private void Evict(Evicted evicted)
    {
        if (evicted == Evicted.Value)
            Server.Evict(RefreshMethods.Key);
        else
            Server.EvictState(RefreshMethods.Key);
        _promises.Evicted();
    }

    private async Task ReadAsync(string actor, RefreshReader reader)
    {
        Explorer.Actor = actor;
        UnderWay++;
        for (var i = 0; i < reader.Reads; i++)
        {
            if (i > 0)
                await Explorer.TurnAsync("reads again");
            await ReadOnceAsync(actor, reader);
        }

        UnderWay--;
    }

    private async Task ReadOnceAsync(string actor, RefreshReader reader)
    {
        var call = _promises.Starts(actor, reader);
        if (reader.CanLeave)
            Explorer.Offer(new Option(actor, "leaves", OptionKind.Leave, () => Leave(call)));
        try
        {
            var hit = await RefreshMethods.ReadAsync(Plan.Clients[reader.Client], Clients[reader.Client], (this, call), static (state, previous, ct) => state.Item1.BodyAsync(state.call, previous, ct), call.Token);
            _promises.Answered(call, hit);
        }
#pragma warning disable CA1031 // Each is judged.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _promises.Failed(call, e);
        }
    }

    // A call that has ended is not left any more.
    private void Leave(RefreshCall call)
    {
        if (call.HasEnded)
            return;
        call.Leave();
        _promises.Left(call);
    }

    private async ValueTask<Cacheable<string?>> BodyAsync(RefreshCall call, Previous<string?> previous, CancellationToken cancellationToken)
    {
        var isUnchanged = call.Reader.SaysUnchanged && previous.HasValue && NearValue.Of(previous.Value!).Version == Truth;
        var value = isUnchanged ? NearValue.Of(previous.Value!) : new NearValue(Runs.Count + 1, Truth);
        var run = new RefreshRun(call, _promises.FlightOf(Explorer.Actor), value, isUnchanged, Explorer.Time.GetTimestamp(), cancellationToken);
        _promises.BodyStarts(run);
        Runs.Add(run);
        try
        {
            for (var i = 1; i <= call.Reader.Steps; i++)
                await Explorer.TurnAsync($"body, step {i}");
            await GuardedWorld.EndAsync(call.Reader.Ending, cancellationToken);
            return isUnchanged ? Cacheable<string?>.Unchanged() : value.ToString();
        }
        catch (Exception e)
        {
            run.Error = e;
            throw;
        }
        finally
        {
            run.Ended = Explorer.Time.GetTimestamp();
        }
    }

    // The truth first, then the invalidation.
    private async Task WriteAsync(string actor, int client)
    {
        Explorer.Actor = actor;
        UnderWay++;
        var version = ++Truth;
        _promises.Detaches(client);
        try
        {
            await _invalidate(Clients[client]);
            _promises.HasInvalidated(client, version);
        }
        catch (KvUnavailableException)
        {
        }

        _promises.Detaches(client);
        UnderWay--;
    }

    // No two values are of the same moment: by that a value is told from the one that took its place.
    private sealed class WallClock(TimeProvider right, TimeSpan off) : TimeProvider
    {
        private int _looks;

        public override long TimestampFrequency => right.TimestampFrequency;

        public override long GetTimestamp() => right.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => right.GetUtcNow() + off + TimeSpan.FromMilliseconds(++_looks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => right.CreateTimer(callback, state, dueTime, period);
    }
}
