using System.Text;
using Derp.Kv.Conformance;
using Derp.Kv.Coordination.Flights;
using Derp.Kv.Keys;
using Derp.Kv.Runtime;

namespace Derp.Kv.Tests.Races.Refreshes;

/// <summary>One method in two deployments, of which one keeps its values longer, each in both ways of renewing. Made once: a method is registered for its metrics.</summary>
internal static class RefreshMethods
{
    public static readonly TimeSpan RefreshAfter = TimeSpan.FromMilliseconds(600);
    public static readonly TimeSpan Ttl = TimeSpan.FromMilliseconds(1_700);
    public static readonly TimeSpan LockTtl = TimeSpan.FromMilliseconds(400);
    public static readonly TimeSpan WaitBudget = LockTtl * 2;
    public static readonly TimeSpan MaxHold = LockTtl * 10;

    private static readonly Dictionary<(RefreshOn, bool), CachedMethod<Name, string?>> s_methods = new()
    {
        [(RefreshOn.Caller, false)] = Method(RefreshOn.Caller, isLonger: false),
        [(RefreshOn.Caller, true)] = Method(RefreshOn.Caller, isLonger: true),
        [(RefreshOn.Shared, false)] = Method(RefreshOn.Shared, isLonger: false),
        [(RefreshOn.Shared, true)] = Method(RefreshOn.Shared, isLonger: true),
    };

    private static CachedMethod<Name, string?> Any => s_methods[default];

    public static byte[] Key { get; } = Encoding.UTF8.GetBytes("fresh:key");

    /// <summary>For how long a deployment keeps a value past its lifetime.</summary>
    public static TimeSpan StaleIfError(bool isLonger) => TimeSpan.FromSeconds(isLonger ? 4 : 2);

    /// <summary>Reads, and tells whether a stored value has answered and is past its lifetime.</summary>
    public static ValueTask<CacheHit<string?>> ReadAsync<TState>(
        Deployment deployment,
        KvClient client,
        TState state,
        Func<TState, Previous<string?>, CancellationToken, ValueTask<Cacheable<string?>>> body,
        CancellationToken cancellationToken) =>
        s_methods[(deployment.On, deployment.IsLonger)].CallHitAsync(client, new Name("key"), state, new() { Deciding = body }, cancellationToken);

    public static byte[] Encode(string value, bool isLonger, TimeProvider time) => Any.Codec.Encode(Key, value, time, new ValueNotes(StaleIfError(isLonger)));

    public static string Decode(byte[] stored) =>
        Any.Codec.TryDecode(Key, stored, out var value) ? value! : throw new InvalidOperationException("Somebody else has written this.");

    /// <summary>The one that a value was stored with.</summary>
    public static TimeSpan StaleIfErrorOf(byte[] stored) => Any.Codec.NotesOf(stored).Notes.StaleIfError;

    private static CachedMethod<Name, string?> Method(RefreshOn on, bool isLonger) => new($"Races.Fresh{on}{isLonger}", "fresh:{name}", "string", Utf8Serializer.Instance, new CachedPolicy
    {
        Ttl = Ttl,
        RefreshAfter = RefreshAfter,
        StaleIfError = StaleIfError(isLonger),
        RefreshOn = on,
        LockTtl = LockTtl,
        WaitTimeout = WaitBudget,
    });

    private readonly struct Name(string name) : IKvKey
    {
        public void WriteKey(ref KeyWriter writer)
        {
            writer.AppendLiteral("fresh:"u8);
            writer.Append(name);
        }
    }
}
