namespace Derp.Kv.Scale.Peers;

/// <summary>FusionCache as it is by default, by its documented steps: own memory; the store; the body, once a process; the store.</summary>
internal sealed class MemoryFirstReader(KvClient kv, Source source) : IColdReader
{
    private readonly HashSet<int> _memory = [];
    private readonly UnprotectedReader _below = new(kv, source);

    public async Task ReadAsync(int key)
    {
        if (_memory.Contains(key))
            return;
        await _below.ReadAsync(key);
        _memory.Add(key);
    }
}
