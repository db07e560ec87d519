namespace Derp.Kv.Benchmarks;

/// <summary>Values of any size.</summary>
internal sealed partial class Grown(KvClient kv)
{
    private int _runs;

    public int Runs => _runs;

    [Cached("bytes:{size}:{number}", Ttl = "1h")]
    private Task<byte[]> GetBytesCoreAsync(int size, int number)
    {
        Interlocked.Increment(ref _runs);
        return Task.FromResult(Values.Bytes(size));
    }

    [Cached("page:{size}:{number}", Ttl = "1h")]
    private Task<Page> GetPageCoreAsync(int size, int number)
    {
        Interlocked.Increment(ref _runs);
        return Task.FromResult(Values.Page(size));
    }
}
