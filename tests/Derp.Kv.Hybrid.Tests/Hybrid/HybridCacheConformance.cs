using Derp.Kv.Conformance;
using Derp.Kv.Hybrid;
using Microsoft.Extensions.Caching.Hybrid;

namespace Derp.Kv.Hybrid.Tests.Hybrid;

/// <summary>
/// What the framework's own suites check of a <see cref="HybridCache"/>, and what this one promises beyond them, whatever the store. A second client stands for a second process.
/// </summary>
public abstract partial class HybridCacheConformance : HelperConformance
{
    private readonly string _key = NewName();
    private int _runs;

    private HybridCache Cache => field ??= Caches.Hybrid(Store);

    private (HybridCache Cache, InterceptingKvClient Client) Other(Action<KvHybridCacheOptions>? configure = null)
    {
        var client = OtherClient();
        return (Caches.Hybrid(client, configure), client);
    }

    // Counts its runs; each value is new.
    private ValueTask<string> ReadAsync(HybridCache? cache = null, HybridCacheEntryOptions? options = null, string[]? tags = null, string? key = null, Func<Task>? factory = null) =>
        (cache ?? Cache).GetOrCreateAsync(
            key ?? _key,
            (test: this, factory),
            static async (s, _) =>
            {
                var run = Interlocked.Increment(ref s.test._runs);
                if (s.factory is { } factory)
                    await factory();
                return $"value {run}";
            },
            options,
            tags);
}
