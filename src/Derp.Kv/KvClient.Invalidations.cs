namespace Derp.Kv;

// Invalidations after a write: held back while its transaction is open, repeated while the store is away.
public abstract partial class KvClient
{
    /// <summary>
    /// Holds back the invalidations of <see cref="InvalidatesAttribute"/> methods that are called in this flow, until <see cref="DeferredInvalidations.FlushAsync"/>.
    /// </summary>
    public DeferredInvalidations DeferInvalidations() => new(this);
}
