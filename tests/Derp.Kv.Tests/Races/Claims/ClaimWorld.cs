using System.Text;
using Derp.Kv.Conformance;
using Derp.Kv.Tests.Races.Exploration;

namespace Derp.Kv.Tests.Races.Claims;

/// <summary>Duplicates of one idempotent call. What must hold stands in <see cref="ClaimPromises"/>.</summary>
internal sealed class ClaimWorld
{
    public static readonly byte[] Key = Encoding.UTF8.GetBytes("once:key");
    public static readonly TimeSpan Ttl = TimeSpan.FromSeconds(20);
    public static readonly TimeSpan LockTtl = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan WaitTimeout = TimeSpan.FromMilliseconds(220);

    public ClaimWorld(ClaimPlan plan, IStrategy strategy, Server? server = null, string? forgets = null, bool repliesAtOnce = false)
    {
        Explorer = new Explorer(strategy, plan.Faults);
        Server = server ?? new Server(Key);
        Server.Attach(Explorer);
        Clients = [.. Enumerable.Range(1, plan.Clients).Select(i => new ControlledKvClient(Explorer, Server, $"client {i}") { Forgets = forgets, RepliesAtOnce = repliesAtOnce })];
        Calls = [.. plan.Calls.Select((call, i) => new IdempotentCall($"caller {i + 1}", call))];
        Promises = new ClaimPromises(this);
        foreach (var call in Calls)
            Explorer.Offer(new Option(call.Name, "calls", OptionKind.Step, () => _ = CallAsync(call)));
    }

    public Explorer Explorer { get; }

    public Server Server { get; }

    public ControlledKvClient[] Clients { get; }

    public IdempotentCall[] Calls { get; }

    public ClaimPromises Promises { get; }

    /// <summary>Runs to the end, and looks at what is left.</summary>
    public void Run()
    {
        Explorer.Run();
        Promises.AtTheEnd();
        Explorer.ThrowIfBroken();
    }

    private async Task CallAsync(IdempotentCall call)
    {
        Explorer.Actor = call.Name;
        call.Began = Explorer.Time.GetTimestamp();
        if (call.Plan.CanLeave)
            Explorer.Offer(new Option(call.Name, "leaves", OptionKind.Leave, () => Leave(call)));
        var options = new IdempotencyOptions
        {
            Fingerprint = new[] { call.Plan.Fingerprint },
            LockTtl = LockTtl,
            InFlight = call.Plan.InFlight,
            WaitTimeout = WaitTimeout,
            OnUnavailable = call.Plan.OnUnavailable,
        };
        try
        {
            call.Result = await Clients[call.Plan.Client].IdempotentExecuteAsync(
                "key",
                ct => BodyAsync(call, ct),
                Utf8Serializer.Instance,
                Ttl,
                "once",
                options,
                call.Token);
        }
#pragma warning disable CA1031 // Each is judged below.
        catch (Exception e)
#pragma warning restore CA1031
        {
            call.Error = e;
        }

        call.HasEnded = true;
        Promises.Answered(call);
    }

    private void Leave(IdempotentCall call)
    {
        call.Leave();
        Promises.Left(call);
    }

    private async ValueTask<IdempotentResult<string?>> BodyAsync(IdempotentCall call, CancellationToken ct)
    {
        Promises.BodyStarts(call);
        (call.BodyHasStarted, call.BodyIsRunning, call.BodyToken) = (true, true, ct);
        try
        {
            for (var i = 1; i <= call.Plan.Steps; i++)
                await Explorer.TurnAsync($"body, step {i}");
            if (call.Plan.Ending == CallEnding.Failure)
                throw new FormatException();
            if (call.Plan.Ending == CallEnding.Unknown)
                throw new TimeoutException();
            call.BodyHasReturned = true;
            return new IdempotentResult<string?>(call.Value, call.Status);
        }
        catch (Exception e)
        {
            call.BodyError = e;
            throw;
        }
        finally
        {
            call.BodyIsRunning = false;
        }
    }
}
