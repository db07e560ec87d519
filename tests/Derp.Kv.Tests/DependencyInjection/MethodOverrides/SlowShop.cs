namespace Derp.Kv.Tests.DependencyInjection.MethodOverrides;

/// <summary>A method whose call a test holds while the configuration changes.</summary>
internal sealed partial class SlowShop(KvClient kv, TaskCompletionSource begun, Task goes)
{
    [Cached("slow-shop", Ttl = "10m", Near = "1m")]
    private async Task<int> GetCoreAsync(CancellationToken ct = default)
    {
        begun.SetResult();
        await goes.WaitAsync(ct);
        return 1;
    }
}
