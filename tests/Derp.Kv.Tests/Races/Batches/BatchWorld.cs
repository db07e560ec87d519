using Derp.Kv.Tests.Races.Exploration;
using Derp.Kv.Tests.Races.Guarded;
using Derp.Kv.Tests.Races.Near;

namespace Derp.Kv.Tests.Races.Batches;

/// <summary>Batches and single calls of some items, and writers that invalidate one of them. What must hold stands in <see cref="BatchPromises"/>.</summary>
internal sealed class BatchWorld
{
    private readonly BatchPromises _promises;
    private int _values;

    public BatchWorld(BatchPlan plan, IStrategy strategy, Server? server = null, string? forgets = null, bool repliesAtOnce = false, bool combines = false)
    {
        Plan = plan;
        Explorer = new Explorer(strategy, plan.Faults);
        Server = server ?? new Server(BatchMethods.Keys);
        Server.Attach(Explorer);
        Clients = [.. Enumerable.Range(1, plan.Clients).Select(i => new ControlledKvClient(Explorer, Server, $"client {i}") { Forgets = forgets, RepliesAtOnce = repliesAtOnce, Combines = combines })];
        _promises = new BatchPromises(this);

        foreach (var (i, caller) in plan.Callers.Index())
            Explorer.Offer(new Option($"caller {i + 1}", "calls", OptionKind.Step, () => _ = CallAsync($"caller {i + 1}", caller)));
        foreach (var (i, (client, id)) in plan.Writers.Index())
            Explorer.Offer(new Option($"writer {i + 1}", "writes", OptionKind.Step, () => _ = WriteAsync($"writer {i + 1}", client, id)));
    }

    public BatchPlan Plan { get; }

    public Explorer Explorer { get; }

    public Server Server { get; }

    public ControlledKvClient[] Clients { get; }

    public List<ItemRun> Runs { get; } = [];

    /// <summary>What is true of each item.</summary>
    public long[] Truth { get; } = new long[4];

    /// <summary>Calls and writes that have not ended.</summary>
    public int UnderWay { get; private set; }

    public IReadOnlySet<BatchEvent> Seen => _promises.Seen;

    /// <summary>Runs to the end, and looks at what is left.</summary>
    public void Run()
    {
        Explorer.Run();
        _promises.AtTheEnd();
        Explorer.ThrowIfBroken();
    }

    private async Task CallAsync(string actor, BatchCaller caller)
    {
        Explorer.Actor = actor;
        UnderWay++;
        var call = _promises.Starts(caller);
        var client = Clients[caller.Client];
        try
        {
            var values = caller.IsSingle
                ? new() { [caller.Ids[0]] = await BatchMethods.OneAsync(client, caller.Ids[0], async ct => (await BodyAsync(caller, caller.Ids, ct))[caller.Ids[0]]) }
                : await BatchMethods.ManyAsync(client, Plan.MaxBatch, caller.Ids, (ids, ct) => BodyAsync(caller, ids, ct));
            _promises.Answered(call, values);
        }
#pragma warning disable CA1031 // Each is judged.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _promises.Failed(caller, e);
        }

        UnderWay--;
    }

    private async ValueTask<IReadOnlyDictionary<int, string?>> BodyAsync(BatchCaller caller, int[] ids, CancellationToken cancellationToken)
    {
        var run = new ItemRun(Explorer.Actor, caller, ids.ToDictionary(static id => id, id => new NearValue(++_values, Truth[id])), Explorer.Time.GetTimestamp(), cancellationToken);
        _promises.BodyStarts(run);
        Runs.Add(run);
        try
        {
            for (var i = 1; i <= caller.Steps; i++)
                await Explorer.TurnAsync($"body, step {i}");
            if (caller.Fails)
                throw run.Error = new PlannedFailureException();
            return run.Values.ToDictionary(static pair => pair.Key, static pair => (string?)pair.Value.ToString());
        }
        finally
        {
            run.HasEnded = true;
            _promises.BodyEnds(run);
        }
    }

    private async Task WriteAsync(string actor, int client, int id)
    {
        Explorer.Actor = actor;
        UnderWay++;
        var version = ++Truth[id];
        _promises.Invalidates(id);
        try
        {
            await Clients[client].InvalidateAsync(BatchMethods.KeyOf(id));
            _promises.HasInvalidated(client, id, version);
        }
        catch (KvUnavailableException)
        {
        }

        UnderWay--;
    }
}

/// <summary>One run of a body, for one item or several.</summary>
/// <param name="Actor">The flight, or the run of a batch.</param>
/// <param name="Caller">On whose instance it runs.</param>
/// <param name="Values">What it returns; the versions are the truth that it has read.</param>
/// <param name="Began">When, by the clock.</param>
/// <param name="Token">The token that it was given.</param>
internal sealed record ItemRun(string Actor, BatchCaller Caller, IReadOnlyDictionary<int, NearValue> Values, long Began, CancellationToken Token)
{
    public bool HasEnded { get; set; }

    public Exception? Error { get; set; }

    public bool HasReturned => HasEnded && Error is null;
}
