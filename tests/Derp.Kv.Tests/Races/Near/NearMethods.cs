using Derp.Kv.Conformance;
using Derp.Kv.Runtime;

namespace Derp.Kv.Tests.Races.Near;

/// <summary>Methods of one key and one type, with <c>Near</c> and without. Made once: a method is registered for its metrics.</summary>
internal static class NearMethods
{
    /// <summary>The longest time that memory answers.</summary>
    public static readonly TimeSpan T = TimeSpan.FromMilliseconds(400);

    public static readonly TimeSpan Ttl = TimeSpan.FromSeconds(4);
    public static readonly TimeSpan LockTtl = TimeSpan.FromMilliseconds(400);

    private static readonly NearCachedMethod<NearKey, string?> s_shared = new("Races.Shared", "near:{name}", "string", Utf8Serializer.Instance, Policy(T, isFrozen: true));
    private static readonly NearCachedMethod<NearKey, string?> s_decoded = new("Races.Decoded", "near:{name}", "string", Utf8Serializer.Instance, Policy(TOf(NearKind.Decoded)!.Value, isFrozen: false));
    private static readonly CachedMethod<NearKey, string?> s_far = new("Races.Far", "near:{name}", "string", Utf8Serializer.Instance, Policy(near: null, isFrozen: false));

    /// <summary>T of the promises; null: nothing is promised.</summary>
    public static TimeSpan? TOf(NearKind kind) => kind switch
    {
        NearKind.Shared => T,
        NearKind.Decoded => T / 4,
        _ => null,
    };

    public static ValueTask<string?> CallAsync<TState>(NearKind kind, KvClient client, string name, TState state, Func<TState, CancellationToken, ValueTask<string?>> body) => kind switch
    {
        NearKind.Shared => s_shared.InvokeAsync(client, new NearKey(name), state, body, default),
        NearKind.Decoded => s_decoded.InvokeAsync(client, new NearKey(name), state, body, default),
        _ => s_far.InvokeAsync(client, new NearKey(name), state, body, default),
    };

    public static byte[] Encode(byte[] key, string value, TimeProvider time) => s_far.Codec.Encode(key, value, time, default);

    public static string? Decode(byte[] key, byte[] stored) =>
        s_far.Codec.TryDecode(key, stored, out var value) ? value : throw new InvalidOperationException("Somebody else has written this.");

    private static CachedPolicy Policy(TimeSpan? near, bool isFrozen) =>
        new() { Ttl = Ttl, LockTtl = LockTtl, WaitTimeout = LockTtl * 2, Near = near, IsFrozen = isFrozen };
}
