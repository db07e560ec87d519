using Derp.Kv.Valkey.Tests.Faults.Bench;

[assembly: AssemblyFixture(typeof(UnobservedExceptions))]

namespace Derp.Kv.Valkey.Tests.Faults.Bench;

/// <summary>A test on a bench of its own, after which the invariants hold.</summary>
public abstract class FaultTest(UnobservedExceptions unobserved) : IAsyncLifetime
{
    private protected FaultBench Bench { get; private set; } = null!;

    private protected KvClient Client => Bench.Client;

    protected static TimeSpan Minute => TimeSpan.FromMinutes(1);

    /// <summary>Short, so that tests can wait for its end; long enough for a body that does nothing, on any machine.</summary>
    protected static TimeSpan ShortLease => TimeSpan.FromSeconds(1);

    protected virtual string[] ServerArguments => [];

    protected virtual TimeSpan OperationTimeout => TimeSpan.FromSeconds(2);

    public async ValueTask InitializeAsync() => Bench = await FaultBench.StartAsync(OperationTimeout, ServerArguments);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Bench is null)
            return;
        try
        {
            await Invariants.HoldAsync(Bench);
        }
        finally
        {
            await Bench.DisposeAsync();
        }

        unobserved.AssertNone();
    }

    protected static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
