namespace Shop.Base;

public abstract class Service(KvClient client)
{
    protected KvClient Client { get; } = client;
}

public sealed partial class Users(KvClient client, string region) : Service(client), IDisposable
{
    [Cached("user:{id}", Ttl = "1m")]
    private partial Task<string> NameCoreAsync(int id, CancellationToken ct);

    private partial Task<string> NameCoreAsync(int id, CancellationToken ct) => Task.FromResult(region + id);

    public void Dispose() { }
}
