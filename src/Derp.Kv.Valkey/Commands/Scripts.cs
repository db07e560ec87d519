using Derp.Kv.Coordination.Scripts;

namespace Derp.Kv.Valkey.Commands;

/// <summary>The scripts of all server backends, each digested once.</summary>
internal static class Scripts
{
    public static Script CompareAndSet { get; } = new(CompareScripts.Set);

    public static Script CompareAndDelete { get; } = new(CompareScripts.Delete);

    public static Script CompareAndExpire { get; } = new(CompareScripts.Expire);

    public static Script GetOrLease { get; } = new(LeaseScripts.GetOrLease);

    public static Script RenewLease { get; } = new(LeaseScripts.Renew);

    public static Script CommitLease { get; } = new(LeaseScripts.Commit);

    public static Script ReleaseLease { get; } = new(LeaseScripts.Release);

    public static Script Invalidate { get; } = new(LeaseScripts.Invalidate);

    public static Script FixedWindow { get; } = new(PermitScripts.FixedWindow);

    public static Script SlidingWindow { get; } = new(PermitScripts.SlidingWindow);

    public static Script TokenBucket { get; } = new(PermitScripts.TokenBucket);
}
