using Derp.Kv.Coordination.Refreshes;
using Derp.Kv.Tests.Races.Near;

namespace Derp.Kv.Tests.Races.Refreshes;

/// <summary>One read, and what it may be answered with.</summary>
#pragma warning disable CA1001 // The source has neither a timer nor a wait handle: there is nothing to dispose of.
internal sealed class RefreshCall(string actor, RefreshReader reader, long started)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _source = new();

    public string Actor => actor;

    public RefreshReader Reader => reader;

    /// <summary>When, by the clock.</summary>
    public long Started => started;

    /// <summary>The truth of the last invalidation through its client that had returned.</summary>
    public required long FloorHere { get; init; }

    /// <summary>The same, of any client.</summary>
    public required long FloorOfAll { get; init; }

    /// <summary>Whether something was under way in its client that it can share.</summary>
    public required bool CanJoin { get; init; }

    /// <summary>What it has read itself.</summary>
    public byte[]? AtHand { get; set; }

    /// <summary>Whether its client has invalidated the key since.</summary>
    public bool IsDetached { get; set; }

    public bool StoreFailed { get; set; }

    public bool HasEnded { get; set; }

    public bool HasLeft { get; private set; }

    public CancellationToken Token => reader.CanLeave ? _source.Token : default;

    public void Leave()
    {
        HasLeft = true;
        _source.Cancel();
    }
}

/// <summary>What is known of a flight from outside.</summary>
internal sealed class RefreshFlight(int client, RefreshCall starter)
{
    public int Client => client;

    public RefreshCall Starter => starter;

    public long Began { get; set; }

    /// <summary>Its token, once it has asked for the lease, and when it last did.</summary>
    public byte[]? Token { get; set; }

    public long Asked { get; set; }

    public int AskedInStep { get; set; }

    /// <summary>Whether the lease was granted when it last asked.</summary>
    public bool IsGranted { get; set; }

    public bool StoreFailed { get; set; }

    /// <summary>The value that it can fall back on, as far as it was told.</summary>
    public byte[]? AtHand { get; set; }

    /// <summary>Where that is in its life, as it was told.</summary>
    public ValueZone Zone { get; set; }

    public bool HasToldFailure { get; set; }

    /// <summary>Whether it was told that there is nothing to fall back on, and there was.</summary>
    public bool WasMisled { get; set; }

    /// <summary>Whether it was told that there is nothing to fall back on.</summary>
    public bool LostFallback { get; set; }
}

/// <summary>One run of a body.</summary>
/// <param name="Call">On whose instance it runs.</param>
/// <param name="Flight">For which flight.</param>
/// <param name="Value">What it returns, or what it says is unchanged; the version is the truth that it has read.</param>
/// <param name="IsUnchanged">Whether it says so.</param>
/// <param name="Began">When, by the clock.</param>
/// <param name="Token">The token that it was given.</param>
internal sealed record RefreshRun(RefreshCall Call, RefreshFlight Flight, NearValue Value, bool IsUnchanged, long Began, CancellationToken Token)
{
    /// <summary>When it ended; null: it has not.</summary>
    public long? Ended { get; set; }

    public Exception? Error { get; set; }

    public bool HasReturned => Ended is not null && Error is null;
}

/// <summary>What can befall a value that is renewed: tells whether the walks get there.</summary>
internal enum RefreshEvent
{
    /// <summary>A stored value answered, and nothing was asked.</summary>
    Fresh,

    /// <summary>The lease was granted for a value that is served.</summary>
    Due,

    /// <summary>The lease was granted for a value past its lifetime.</summary>
    Expired,

    /// <summary>A value was served while another process renewed it.</summary>
    HeldWhileDue,

    /// <summary>Waited for another process, past the value's lifetime.</summary>
    HeldWhileExpired,

    /// <summary>A body ran after its caller had been answered.</summary>
    RanBehind,

    /// <summary>A new value took the place of another.</summary>
    Renewed,

    /// <summary>The value of before was stored anew.</summary>
    Unchanged,

    /// <summary>A value of the other deployment was renewed.</summary>
    OfAnotherDeployment,

    /// <summary>A commit came too late.</summary>
    Overtaken,

    /// <summary>A pause began.</summary>
    Failed,

    /// <summary>Was told of a pause.</summary>
    Paused,

    /// <summary>Got a value past its lifetime.</summary>
    Stale,

    /// <summary>Got the body's exception.</summary>
    Threw,

    /// <summary>Left while a body ran on its instance.</summary>
    LeftItsBody,

    /// <summary>Asked again after the lease of another had ended.</summary>
    Succeeded,
}
