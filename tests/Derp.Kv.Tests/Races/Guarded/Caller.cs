namespace Derp.Kv.Tests.Races.Guarded;

/// <summary>One call of a guarded get, and what became of it.</summary>
#pragma warning disable CA1001 // The source has neither a timer nor a wait handle: there is nothing to dispose of.
internal sealed class Caller(string name, CallerPlan plan)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _source = new();

    public string Name { get; } = name;

    public CallerPlan Plan { get; } = plan;

    public CancellationToken Token => Plan.CanLeave ? _source.Token : default;

    /// <summary>The truth that its read must not fall behind: that of the last invalidation which its client had finished.</summary>
    public long Floor { get; set; }

    /// <summary>Whether an operation failed before its flight.</summary>
    public bool StoreFailed { get; set; }

    public int Started { get; set; } = -1;

    public int Ended { get; set; } = -1;

    public bool HasLeft { get; private set; }

    public byte[]? Value { get; set; }

    public Exception? Error { get; set; }

    public void Leave()
    {
        HasLeft = true;
        _source.Cancel();
    }
}
