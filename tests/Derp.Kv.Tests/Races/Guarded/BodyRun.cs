namespace Derp.Kv.Tests.Races.Guarded;

/// <summary>One run of a body.</summary>
/// <param name="Id">Part of the value that it returns.</param>
/// <param name="Version">The truth that it has read.</param>
/// <param name="Caller">On whose instance it runs.</param>
/// <param name="Flight">For which flight.</param>
/// <param name="Began">When, by the clock.</param>
/// <param name="Token">The token that it was given.</param>
internal sealed record BodyRun(int Id, long Version, Caller Caller, FlightRecord Flight, long Began, CancellationToken Token)
{
    public const int NotEnded = -1;

    /// <summary>The step of its end.</summary>
    public int Ended { get; set; } = NotEnded;

    public Exception? Error { get; set; }

    public bool HasReturned => Ended != NotEnded && Error is null;

    public byte[] Value => [(byte)Id, (byte)Version];
}

/// <summary>What is known of a flight from outside.</summary>
internal sealed class FlightRecord(string name, int client, Caller? starter)
{
    public string Name { get; } = name;

    public int Client { get; } = client;

    public Caller? Starter { get; } = starter;

    /// <summary>When its work began, by the clock.</summary>
    public long? Began { get; set; }

    /// <summary>The step of its end.</summary>
    public int Ended { get; set; } = int.MaxValue;

    /// <summary>Whether the lease was granted and it has heard so.</summary>
    public bool IsGranted { get; set; }

    public bool StoreFailed { get; set; }

    /// <summary>Its token, once it has asked for the lease.</summary>
    public byte[]? Token { get; set; }

    /// <summary>Whether it may own a lease that it has not heard of.</summary>
    public bool OwesRelease { get; set; }

    /// <summary>Whether its client has begun to invalidate the key since.</summary>
    public bool IsDetached { get; set; }
}
