using Derp.Kv.Conformance;

namespace Derp.Kv.Tests.Helpers;

public sealed class MemoryGuardedGetTests : GuardedGetConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => new(new MemoryKvClient());
}

public sealed class MemoryCachedMethodTests : CachedMethodConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => new(new MemoryKvClient());
}

public sealed class MemoryRuntimeTypeTests : RuntimeTypeConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => new(new MemoryKvClient());
}

public sealed class MemoryIdempotencyTests : IdempotencyConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => new(new MemoryKvClient());
}

public sealed class MemoryRateLimitTests : RateLimitConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => new(new MemoryKvClient());
}

public sealed class MemoryDisposalTests : DisposalConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => new(new MemoryKvClient());
}

public sealed class MemoryNearTests : NearConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => new(new MemoryKvClient());
}

public sealed class MemoryBatchTests : BatchConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => new(new MemoryKvClient());
}

public sealed class MemoryTagTests : TagConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => new(new MemoryKvClient());
}

public sealed class MemoryRefreshTests : RefreshConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => new(new MemoryKvClient());
}

public sealed class MemoryInvalidationTests : InvalidationConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => new(new MemoryKvClient());
}

public sealed class MemoryInvalidationRaceTests : InvalidationRaceConformance
{
    protected override ValueTask<KvClient> ConnectAsync() => new(new MemoryKvClient());

    protected override int Rounds => 5 * base.Rounds;
}
