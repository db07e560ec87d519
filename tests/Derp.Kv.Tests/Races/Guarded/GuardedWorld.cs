using System.Text;
using Derp.Kv.Tests.Races.Exploration;

namespace Derp.Kv.Tests.Races.Guarded;

/// <summary>Callers of one key, and writers that change the truth and then invalidate it. What must hold stands in <see cref="GuardedPromises"/>.</summary>
internal sealed class GuardedWorld
{
    /// <summary>What a warm store holds: no run's value, of the first truth.</summary>
    public static readonly byte[] Warm = [0, 0];

    public static readonly byte[] Key = Encoding.UTF8.GetBytes("key");
    public static readonly TimeSpan Ttl = TimeSpan.FromSeconds(20);
    public static readonly TimeSpan LockTtl = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan WaitBudget = LockTtl + TimeSpan.FromSeconds(2);

    private readonly long[] _invalidatedThrough;
    private long _truth;

    public GuardedWorld(GuardedPlan plan, IStrategy strategy, Server? server = null, string? forgets = null, bool detaches = true, bool repliesAtOnce = false, bool combines = false)
    {
        Explorer = new Explorer(strategy, plan.Faults);
        Server = server ?? new Server(Key);
        Server.Attach(Explorer);
        if (plan.IsWarm)
            Server.Hold(Warm, Ttl);
        Clients = [.. Enumerable.Range(1, plan.Clients).Select(i => new ControlledKvClient(Explorer, Server, $"client {i}") { Forgets = forgets, RepliesAtOnce = repliesAtOnce, StagesValues = plan.IsLarge, Combines = combines })];
        Callers = [.. plan.Callers.Select((caller, i) => new Caller($"caller {i + 1}", caller))];
        _invalidatedThrough = new long[plan.Clients];
        SharedReads = new SharedReads(this);
        Promises = new GuardedPromises(this);

        if (plan.IsOvertaken)
            Explorer.Meanwhile = Overtake;
        foreach (var caller in Callers)
            Explorer.Offer(new Option(caller.Name, "calls", OptionKind.Step, () => _ = CallAsync(caller)));
        foreach (var (i, client) in plan.Writers.Index())
            Explorer.Offer(new Option($"writer {i + 1}", "writes", OptionKind.Step, () => _ = WriteAsync($"writer {i + 1}", client, detaches, plan.IsByPrefix)));
        for (var i = 0; i < plan.Evictions; i++)
            Explorer.Offer(new Option("server", "evicts what is staged", OptionKind.Step, Server.EvictStaged));
    }

    public Explorer Explorer { get; }

    public Server Server { get; }

    public ControlledKvClient[] Clients { get; }

    public Caller[] Callers { get; }

    public List<BodyRun> Runs { get; } = [];

    public GuardedPromises Promises { get; }

    public SharedReads SharedReads { get; }

    /// <summary>Writers whose invalidation has not ended yet.</summary>
    public int Writing { get; private set; }

    /// <summary>The truth that each writer invalidates with.</summary>
    public Dictionary<string, long> Written { get; } = [];

    /// <summary>Runs to the end, and looks at what is left.</summary>
    public void Run()
    {
        Explorer.Run();
        Promises.AtTheEnd();
        Explorer.ThrowIfBroken();
    }

    private void Overtake()
    {
        if (!Explorer.Offers("writer 1", "writes"))
            return;
        Explorer.Take(Explorer.Actor, "Get");
        Explorer.Take("writer 1", "writes", "Invalidate", "Invalidate is answered");
    }

    private async Task CallAsync(Caller caller)
    {
        Explorer.Actor = caller.Name;
        caller.Started = Explorer.Now;
        caller.Floor = _invalidatedThrough[caller.Plan.Client];
        if (caller.Plan.CanLeave)
            Explorer.Offer(new Option(caller.Name, "leaves", OptionKind.Leave, () => Leave(caller)));
        try
        {
            var call = Clients[caller.Plan.Client].GuardedGetAsync(Key, ct => BodyAsync(caller, ct), Ttl, LockTtl, RetryDelay, caller.Token);
            SharedReads.Called(caller);
            caller.Value = await call;
        }
#pragma warning disable CA1031 // Each is judged below.
        catch (Exception e)
#pragma warning restore CA1031
        {
            caller.Error = e;
        }

        caller.Ended = Explorer.Now;
        Promises.Answered(caller);
    }

    private void Leave(Caller caller)
    {
        SharedReads.Leaves(caller);
        caller.Leave();
        Promises.Left(caller);
    }

    private async ValueTask<byte[]> BodyAsync(Caller caller, CancellationToken ct)
    {
        var run = new BodyRun(Runs.Count + 1, _truth, caller, Promises.FlightOf(Explorer.Actor), Explorer.Time.GetTimestamp(), ct);
        Promises.BodyStarts(run);
        Runs.Add(run);
        try
        {
            for (var i = 1; i <= caller.Plan.Steps; i++)
                await Explorer.TurnAsync($"body of {caller.Name}, step {i}");
            await EndAsync(caller.Plan.Ending, ct);
            run.Ended = Explorer.Now;
            return run.Value;
        }
        catch (Exception e)
        {
            (run.Ended, run.Error) = (Explorer.Now, e);
            throw;
        }
    }

    public static Task EndAsync(BodyEnding ending, CancellationToken ct)
    {
        switch (ending)
        {
            case BodyEnding.Failure:
                throw new PlannedFailureException();
            case BodyEnding.InnerTimeout:
                throw new OperationCanceledException(new CancellationToken(canceled: true));
            case BodyEnding.Hang:
                var fired = new TaskCompletionSource();
                ct.UnsafeRegister(_ => fired.TrySetCanceled(ct), null);
                return fired.Task;
            default:
                return Task.CompletedTask;
        }
    }

    // The truth first, then the invalidation.
    private async Task WriteAsync(string name, int client, bool detaches, bool isByPrefix)
    {
        Explorer.Actor = name;
        var version = Written[name] = ++_truth;
        Writing++;
        Promises.Detached(client);
        SharedReads.Detached(client);
        try
        {
            if (isByPrefix)
            {
                await Clients[client].InvalidateByPrefixAsync(Key.AsMemory(0, 1));
                Promises.InvalidatedByPrefix(version);
            }
            else
            {
                await (detaches ? Clients[client].InvalidateAsync(Key) : Clients[client].InvalidateOnlyAsync());
            }

            _invalidatedThrough[client] = Math.Max(_invalidatedThrough[client], version);
        }
        catch (KvUnavailableException)
        {
        }

        Writing--;
        Promises.Detached(client);
    }
}

/// <summary>What a body throws that was told to.</summary>
internal sealed class PlannedFailureException : Exception;
