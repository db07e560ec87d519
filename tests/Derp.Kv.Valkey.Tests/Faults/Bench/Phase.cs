using Derp.Kv.Coordination.Claims;
using Derp.Kv.Coordination.Scripts;
using Derp.Kv.Servers;

namespace Derp.Kv.Valkey.Tests.Faults.Bench;

/// <summary>What a command is in the protocols of the helpers.</summary>
public enum Phase
{
    Other,
    Get,
    Acquire,
    Renew,
    Commit,

    /// <summary>The large value that goes ahead of its commit.</summary>
    Stage,
    Release,
    Invalidate,

    /// <summary>The read of a value with its state.</summary>
    ReadWithState,
    AskRefresh,
    RenewRefresh,
    CommitRefresh,
    FailRefresh,
    Claim,
    RenewClaim,
    Complete,
    ReleaseClaim,
    Permit,
}

internal static class Phases
{
    private static readonly Dictionary<string, Phase> s_scripts = ByTextAndDigest(
        (LeaseScripts.GetOrLease, Phase.Acquire),
        (LeaseScripts.Renew, Phase.Renew),
        (LeaseScripts.Commit, Phase.Commit),
        (LeaseScripts.CommitStaged, Phase.Commit),
        (LeaseScripts.Release, Phase.Release),
        (LeaseScripts.Invalidate, Phase.Invalidate),
        (RefreshScripts.GetOrLease, Phase.AskRefresh),
        (RefreshScripts.Renew, Phase.RenewRefresh),
        (RefreshScripts.Commit, Phase.CommitRefresh),
        (RefreshScripts.CommitStaged, Phase.CommitRefresh),
        (RefreshScripts.Fail, Phase.FailRefresh),
        (ClaimScripts.ClaimOrWait, Phase.Claim),
        (ClaimScripts.Complete, Phase.Complete),
        (CompareScripts.Expire, Phase.RenewClaim),
        (ClaimScripts.Release, Phase.ReleaseClaim),
        (PermitScripts.FixedWindow, Phase.Permit),
        (PermitScripts.SlidingWindow, Phase.Permit),
        (PermitScripts.TokenBucket, Phase.Permit),
        (PermitBatchScript.Acquire, Phase.Permit));

    public static Phase Of(RespCommand command) => command.Name switch
    {
        "GET" => Phase.Get,
        "MGET" => Phase.ReadWithState,
        "SET" when command.Parts.Contains("NX") && command.Parts.Contains("GET") => Phase.Claim,
        "SET" when command.Parts[1].EndsWith("%lock%lock", StringComparison.Ordinal) => Phase.Stage,
        "EVAL" or "EVALSHA" => s_scripts.GetValueOrDefault(command.Parts[1]),
        _ => Phase.Other,
    };

    private static Dictionary<string, Phase> ByTextAndDigest(params (Script Script, Phase Phase)[] scripts) =>
        scripts.SelectMany(entry => new[] { (Name: entry.Script.Text, entry.Phase), (Name: Convert.ToHexStringLower(entry.Script.Digest), entry.Phase) })
            .ToDictionary(entry => entry.Name, entry => entry.Phase, StringComparer.Ordinal);
}
