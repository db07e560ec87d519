using System.Globalization;
using System.Text;

namespace Derp.Kv.Worker;

/// <summary>One call of each feature, which checks its own answer. False: the answer was wrong.</summary>
internal static class Features
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(500);
    private static readonly byte[] s_large = new byte[10 * 1024 * 1024];

    public static IReadOnlyDictionary<string, Func<KvClient, int, Task<bool>>> All { get; } = new Dictionary<string, Func<KvClient, int, Task<bool>>>(StringComparer.Ordinal)
    {
        ["guarded"] = GuardedAsync,
        ["idempotent"] = IdempotentAsync,
        ["processed"] = static async (client, i) => await client.AlreadyProcessedAsync(Name(i), s_short) is var _,
        ["limited"] = static async (client, i) => await client.RateLimitAsync(Name(i % 50), 1000, s_short) is { Counted: true },
        ["invalidated"] = static async (client, i) => await client.InvalidateAsync(Encoding.UTF8.GetBytes(Name(i))) is var _,
    };

    /// <summary>A value of 10 MB, there and back.</summary>
    public static async Task<bool> LargeAsync(KvClient client)
    {
        var key = "large"u8.ToArray();
        await client.SetAsync(key, s_large, TimeSpan.FromMinutes(1));
        return (await client.GetAsync(key))?.Length == s_large.Length;
    }

    // A thousand keys that live half a second: hits, misses, waits.
    private static async Task<bool> GuardedAsync(KvClient client, int i)
    {
        var expected = Encoding.UTF8.GetBytes(Name(i));
        var value = await client.GuardedGetAsync(expected, _ => ValueTask.FromResult(expected), s_short);
        return value.AsSpan().SequenceEqual(expected);
    }

    private static async Task<bool> IdempotentAsync(KvClient client, int i) =>
        (await client.IdempotentExecuteAsync(Name(i), _ => ValueTask.FromResult<string?>(Name(i)), Utf8Serializer.Instance, ttl: s_short)).Value == Name(i);

    private static string Name(int i) => (i % 1000).ToString(CultureInfo.InvariantCulture);
}
