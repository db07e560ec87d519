namespace Derp.Kv.Simulation;

/// <summary>An application's class, whose wrappers are generated: one of each feature. Times are short, so that faults are long beside them.</summary>
internal sealed partial class Shop(KvClient kv, IShopBodies bodies)
{
    public const int Limit = 20;
    public const int LimitOfBatches = 60;
    public const int PermitBatch = 15;

    public static readonly TimeSpan LockTtl = TimeSpan.FromMilliseconds(500);
    public static readonly TimeSpan MaxHold = LockTtl * 10;
    public static readonly TimeSpan Near = TimeSpan.FromMilliseconds(400);
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    [CacheTag("group:{id}")]
    public partial ValueTask InvalidateGroupAsync(int id, CancellationToken ct = default);

    [CacheTag("near-group:{id}")]
    public partial ValueTask InvalidateNearGroupAsync(int id, CancellationToken ct = default);

    [Cached("plain:{id}", Ttl = "3s", LockTtl = "500ms")]
    private Task<Reading> GetPlainCoreAsync(int id, CancellationToken ct = default) => bodies.RunAsync(Feature.Plain, id, ct);

    [Cached("near:{id}", Ttl = "3s", LockTtl = "500ms", Near = "400ms")]
    private Task<Reading> GetNearCoreAsync(int id, CancellationToken ct = default) => bodies.RunAsync(Feature.Near, id, ct);

    [Cached("tagged:{id}", Ttl = "3s", LockTtl = "500ms", Tags = [nameof(InvalidateGroupAsync)])]
    private Task<Reading> GetTaggedCoreAsync(int id, CancellationToken ct = default) => bodies.RunAsync(Feature.Tagged, id, ct);

    [Cached("tagged-near:{id}", Ttl = "3s", LockTtl = "500ms", Near = "400ms", Tags = [nameof(InvalidateNearGroupAsync)])]
    private Task<Reading> GetTaggedNearCoreAsync(int id, CancellationToken ct = default) => bodies.RunAsync(Feature.TaggedNear, id, ct);

    [Cached("fresh:{id}", Ttl = "3s", LockTtl = "500ms", RefreshAfter = "1s", StaleIfError = "5s")]
    private Task<Reading> GetFreshCoreAsync(int id, CancellationToken ct = default) => bodies.RunAsync(Feature.Fresh, id, ct);

    [Cached("item:{id}", Ttl = "3s", LockTtl = "500ms")]
    private Task<Reading?> GetItemCoreAsync(int id, CancellationToken ct = default) => bodies.RunOneAsync(id, ct);

    [Cached("item:{id}", Ttl = "3s", LockTtl = "500ms", SharesWith = nameof(GetItemAsync))]
    private Task<IReadOnlyDictionary<int, Reading>> GetItemsCoreAsync([Each] IReadOnlyCollection<int> id, CancellationToken ct = default) => bodies.RunManyAsync(id, ct);

    [Idempotent("pay:{order}", Ttl = "10m", LockTtl = "500ms", WaitTimeout = "20s")]
    private Task<string> PayCoreAsync(int order, CancellationToken ct = default) => bodies.PayAsync(order, ct);

    [RateLimited("calls:{user}", Limit = Limit, Window = "1s", Shared = true, OnUnavailable = RateLimitUnavailable.Throw)]
    private Task CallCoreAsync(int user) => bodies.CallAsync(user);

    [RateLimited("batched:{user}", Limit = LimitOfBatches, Window = "1s", Shared = true, PermitBatch = PermitBatch, OnUnavailable = RateLimitUnavailable.Throw)]
    private Task CallBatchedCoreAsync(int user) => bodies.CallAsync(user);
}

/// <summary>What the shop's methods do, on behalf of the run.</summary>
internal interface IShopBodies
{
    Task<Reading> RunAsync(Feature feature, int id, CancellationToken ct);

    Task<Reading?> RunOneAsync(int id, CancellationToken ct);

    Task<IReadOnlyDictionary<int, Reading>> RunManyAsync(IReadOnlyCollection<int> ids, CancellationToken ct);

    Task<string> PayAsync(int order, CancellationToken ct);

    Task CallAsync(int user);
}

/// <summary>The kinds of values.</summary>
internal enum Feature
{
    Plain,
    Near,
    Tagged,
    TaggedNear,
    Fresh,
    Item,
}
