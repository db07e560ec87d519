namespace Derp.Kv.Tests.Diagnostics;

/// <summary>How an operation of the store fails.</summary>
public enum Fault
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>The store says at once that it did not execute it.</summary>
    Refused,

    /// <summary>The backend lets an exception of its library through.</summary>
    Throws,

    /// <summary>It was executed; the reply is lost.</summary>
    ThrowsLater,

    /// <summary>No answer until the time-out.</summary>
    Hangs,
}

/// <summary>Which operation fails, and in what call.</summary>
public enum StoreStep
{
    Get,
    Acquire,
    Renew,
    Commit,
    Release,
    Remove,
    Claim,
    ClaimOrRun,
    Complete,
    RenewClaim,
    ReleaseClaim,
    Permit,
}

/// <summary>Step × fault → the ids of the events above Debug, and the counters' increments.</summary>
public sealed class FaultTable : TheoryData<StoreStep, Fault, int[], string>
{
    private const string Computed = "cache.body_runs cache.misses";

    public FaultTable()
    {
        Cached(StoreStep.Get, "get");
        Cached(StoreStep.Acquire, "acquire");
        Cached(StoreStep.Renew, "renew");
        Cached(StoreStep.Commit, "commit");
        Cached(StoreStep.Release, "release");

        Add(StoreStep.Remove, Fault.None, [14], $"{Computed} cache.unreadable");
        foreach (var fault in All)
            Add(StoreStep.Remove, fault, [1], $"cache.body_runs cache.fail_open(operation=remove) cache.misses");

        Add(StoreStep.Claim, Fault.None, [], "idempotency.body_runs");
        Add(StoreStep.Claim, Fault.Refused, [], "idempotency.store_failures(operation=claim)");
        Add(StoreStep.Claim, Fault.Throws, [], "idempotency.store_failures(operation=claim)");
        Add(StoreStep.Claim, Fault.ThrowsLater, [], "idempotency.store_failures(operation=claim)");
        Add(StoreStep.Claim, Fault.Hangs, [], "idempotency.store_failures(operation=claim)");

        const string unprotected = "idempotency.body_runs idempotency.store_failures(operation=claim) idempotency.unprotected";
        Add(StoreStep.ClaimOrRun, Fault.None, [], "idempotency.body_runs");
        Add(StoreStep.ClaimOrRun, Fault.Refused, [5], unprotected);
        Add(StoreStep.ClaimOrRun, Fault.Throws, [], "idempotency.store_failures(operation=claim)");
        Add(StoreStep.ClaimOrRun, Fault.ThrowsLater, [5], unprotected);
        Add(StoreStep.ClaimOrRun, Fault.Hangs, [5], unprotected);

        Idempotent(StoreStep.Complete, 4, "idempotency.not_stored(reason=store_failed) idempotency.store_failures(operation=complete)");
        Idempotent(StoreStep.RenewClaim, 7, "idempotency.store_failures(operation=renew)");
        Idempotent(StoreStep.ReleaseClaim, 6, "idempotency.store_failures(operation=release)");

        Add(StoreStep.Permit, Fault.None, [], "ratelimit.admitted");
        Add(StoreStep.Permit, Fault.Refused, [1], "ratelimit.admitted ratelimit.not_counted");
        Add(StoreStep.Permit, Fault.Throws, [], "");
        Add(StoreStep.Permit, Fault.ThrowsLater, [1], "ratelimit.admitted ratelimit.not_counted");
        Add(StoreStep.Permit, Fault.Hangs, [1], "ratelimit.admitted ratelimit.not_counted");
    }

    private static Fault[] All => [Fault.Refused, Fault.Throws, Fault.ThrowsLater, Fault.Hangs];

    private void Cached(StoreStep step, string operation)
    {
        Add(step, Fault.None, [], Computed);
        foreach (var fault in All)
            Add(step, fault, [1], $"cache.body_runs cache.fail_open(operation={operation}) cache.misses");
    }

    private void Idempotent(StoreStep step, int id, string counters)
    {
        Add(step, Fault.None, [], "idempotency.body_runs");
        foreach (var fault in All)
            Add(step, fault, [id], $"idempotency.body_runs {counters}");
    }
}
