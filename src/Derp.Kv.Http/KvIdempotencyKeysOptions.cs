namespace Derp.Kv.Http;

/// <summary>Which requests of an <see cref="HttpClient"/> get an idempotency key, and how long the client waits for a server that still runs the first of them.</summary>
public sealed class KvIdempotencyKeysOptions
{
    /// <summary>The header of the key. A request that has it already keeps its own. Default: <c>Idempotency-Key</c>.</summary>
    public string Header { get; set; } = "Idempotency-Key";

    /// <summary>The methods whose requests get a key. Default: POST and PATCH.</summary>
    public ISet<string> Methods { get; } = new HashSet<string>(["POST", "PATCH"], StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The longest total wait for answers 409 with <c>Retry-After</c>, by which a server says that a request with this key is still running. Each is
    /// followed by the same request with the same key. A longer <c>Retry-After</c> is not waited for: the caller gets the 409. Zero: never. Default: 10 s.
    /// </summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The largest body that is kept in memory, so that it can be sent again after a 409. A request with a larger body, or one of unknown length, is not sent
    /// again. Default: 1 MiB.
    /// </summary>
    public long MaxBufferedBody { get; set; } = 1024 * 1024;
}
