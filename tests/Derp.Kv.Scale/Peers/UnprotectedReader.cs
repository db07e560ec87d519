namespace Derp.Kv.Scale.Peers;

/// <summary>Cache-aside without protection: <c>GET</c>, the body, <c>SET</c>.</summary>
internal sealed class UnprotectedReader(KvClient kv, Source source) : IColdReader
{
    public async Task ReadAsync(int key)
    {
        var name = PeerKeys.ValueOf(key);
        if (await kv.TryGetAsync(name) is not null)
            return;
        await source.AskAsync(kv.Options.TimeProvider, CancellationToken.None);
        await kv.TrySetAsync(name, PeerKeys.Value, PeerKeys.Ttl);
    }
}
