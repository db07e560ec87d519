using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Tags;
using Derp.Kv.Runtime;
using Derp.Kv.Serialization;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.Conformance;

/// <summary>
/// What near entries promise, whatever the store. Each node has a clock that the test moves, so that the bound is seen to the
/// millisecond; the store's own lifetimes are long.
/// </summary>
public abstract partial class NearConformance : HelperConformance
{
    /// <summary>The bound of the methods here; T of the promises.</summary>
    protected static readonly TimeSpan T = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(1);

    protected string Name { get; } = NewName();

    private byte[] Key => Bytes($"near:{Name}");

    private protected static NearCachedMethod<NearKey, string?> Shared(CachedPolicy? policy = null) =>
        new("Tests.Shared", "near:{name}", "string", Utf8Serializer.Instance, policy ?? new CachedPolicy { Ttl = Minute, Near = T, IsFrozen = true });

    private protected static NearCachedTextMethod<NearTextKey, string?> Text() =>
        new("Tests.Text", "near:{name}", "string", Utf8Serializer.Instance, new CachedPolicy { Ttl = Minute, Near = T, IsFrozen = true });

    private static NearCachedMethod<NearKey, List<int>?> Lists(Func<List<int>?, List<int>?>? copy = null) =>
        new("Tests.Lists", "near:{name}", "list", KvSerializers.List(KvSerializers.Int32)!, new CachedPolicy { Ttl = Minute, Near = T }, copy);

    private protected NearNode NewNode(KvClientOptions? options = null)
    {
        var time = new FakeTimeProvider();
        return new(OtherClient(With(options ?? new KvClientOptions(), time)), time);
    }

    private protected async Task<NearNode> ListeningNodeAsync(KvClientOptions? options = null)
    {
        var node = NewNode(options);
        await node.ListenAsync();
        return node;
    }

    private static KvClientOptions With(KvClientOptions options, TimeProvider time) => new()
    {
        TimeProvider = time,
        LoggerFactory = options.LoggerFactory,
        NearEnabled = options.NearEnabled,
        NearNotices = options.NearNotices,
        NearMaxBytes = options.NearMaxBytes,
        MaxValueSize = options.MaxValueSize,
        KeyPrefix = options.KeyPrefix,
    };

    // Another process invalidates; what it then stores is another value.
    private async Task ChangeAsync(string name = "") => await OtherClient().InvalidateAsync(Bytes($"near:{Name}{name}"));

    // And this process has heard of it. Others of the server publish too, so it is the key's own generation that tells.
    private async Task ChangeAndHearAsync(NearNode node)
    {
        var stripe = Generations.StripeOf(KeyDigest.Of(Bytes($"near:{Name}")));
        var generation = node.Client.Generations[stripe];
        await ChangeAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(node.Client.Generations[stripe] != generation), "The notice should have come.");
    }
}
