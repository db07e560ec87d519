namespace Derp.Kv.Scale.Peers;

/// <summary><c>[Cached]</c>: the real wrapper, on a client of the simulation.</summary>
internal sealed partial class DerpReader(KvClient kv, Source source) : IColdReader
{
    public Task ReadAsync(int key) => GetProductAsync(key);

    [Cached("cold:{id}", Ttl = "1h")]
    private async Task<Workloads.Product> GetProductCoreAsync(int id, CancellationToken cancellationToken = default)
    {
        await source.AskAsync(kv.Options.TimeProvider, cancellationToken);
        return Workloads.Product.Of(id);
    }
}
