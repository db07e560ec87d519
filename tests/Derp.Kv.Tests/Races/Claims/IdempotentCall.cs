namespace Derp.Kv.Tests.Races.Claims;

/// <summary>One idempotent call, the run of its body, and what became of both.</summary>
#pragma warning disable CA1001 // The source has neither a timer nor a wait handle: there is nothing to dispose of.
internal sealed class IdempotentCall(string name, CallPlan plan)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _source = new();

    public string Name { get; } = name;

    public CallPlan Plan { get; } = plan;

    public CancellationToken Token => Plan.CanLeave ? _source.Token : default;

    /// <summary>When it was made, by the clock.</summary>
    public long Began { get; set; }

    public bool HasEnded { get; set; }

    public IdempotentResult<string?>? Result { get; set; }

    public Exception? Error { get; set; }

    /// <summary>Its record in progress, once it was sent.</summary>
    public byte[]? Record { get; set; }

    /// <summary>Whether it has heard that its claim stands.</summary>
    public bool IsAdmitted { get; set; }

    /// <summary>Whether a claim had ended before its call heard that it was granted: what comes later may be without one.</summary>
    public bool HasHeardTooLate { get; set; }

    public bool StoreFailed { get; set; }

    public bool BodyHasStarted { get; set; }

    public bool BodyIsRunning { get; set; }

    public bool BodyHasReturned { get; set; }

    public Exception? BodyError { get; set; }

    public CancellationToken BodyToken { get; set; }

    /// <summary>Whether it has heard, while its body ran, that its claim is lost.</summary>
    public bool HasHeardOfLoss { get; set; }

    /// <summary>Whether its completion was stored, or found the key taken over.</summary>
    public bool IsSettled { get; set; }

    public bool IsUnknown => BodyError is OperationCanceledException or TimeoutException;

    public string Value => $"from {Name}";

    public int Status => Plan.Ending == CallEnding.TryAgain ? 503 : 201;

    public void Leave() => _source.Cancel();
}
