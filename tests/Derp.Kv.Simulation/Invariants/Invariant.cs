using Derp.Kv.Coordination;

namespace Derp.Kv.Simulation;

/// <summary>
/// A promise that is checked in every run. It hears of what happens, and fails the run when that must not be; its class is named after the promise.
/// </summary>
internal abstract class Invariant
{
    private World? _world;

    /// <summary>The number of the promise.</summary>
    public string Promise => GetType().Name.Split('_')[0];

    protected World World => _world!;

    protected long Now => World.Machine.Scheduler.Now;

    public virtual void Join(World world) => _world = world;

    /// <summary>A command is sent.</summary>
    public virtual void Sent(Call call)
    {
    }

    /// <summary>The server has executed a command.</summary>
    /// <param name="call">With its answer.</param>
    /// <param name="before">What stood there.</param>
    /// <param name="after">What stands there.</param>
    public virtual void Executed(Call call, in KeyStanding before, in KeyStanding after)
    {
    }

    /// <summary>A reply has arrived.</summary>
    public virtual void Heard(Call call)
    {
    }

    public virtual void BodyStarts(BodyRun run)
    {
    }

    public virtual void BodyEnds(BodyRun run)
    {
    }

    public virtual void ReadEnds(Read read, Reading? answer)
    {
    }

    /// <summary>A call of a limiter has been answered by the store, or by what is known of it.</summary>
    public virtual void Permitted(PermitCall call, RateLimitResult result)
    {
    }

    public virtual void PaymentStarts(Payment payment)
    {
    }

    public virtual void PaymentEnds(Payment payment)
    {
    }

    public virtual void PaymentAnswered(Payment payment, string receipt)
    {
    }

    /// <summary>All calls have ended that can.</summary>
    public virtual void AtEnd()
    {
    }

    protected void Require(bool holds, string what)
    {
        if (!holds)
            World.Machine.Fail(new BrokenPromiseException(Promise, what));
    }

    protected static bool IsOwner(byte[]? lease, byte[]? token) => lease is { Length: >= LeaseToken.Size } && token is not null && lease.AsSpan(0, LeaseToken.Size).SequenceEqual(token);
}

/// <summary>What stands under a key and beside it.</summary>
internal readonly record struct KeyStanding(byte[]? Value, TimeSpan? ValueLeft, byte[]? Lease, TimeSpan? LeaseLeft)
{
    public bool HasLease => Lease is { Length: >= LeaseToken.Size };
}

/// <summary>A promise does not hold.</summary>
internal sealed class BrokenPromiseException(string promise, string what) : Exception($"{promise}: {what}")
{
    public string Promise => promise;
}
