using Derp.Kv.Conformance;
using Derp.Kv.Runtime;
using Derp.Kv.Tests.Runtime;

namespace Derp.Kv.Tests.Coordination;

/// <summary>C17, I14: a lease or claim of a millisecond or two is renewed without a pause and ends all the same. It is refused.</summary>
public sealed class LockTtlTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(10);

    public static TheoryData<TimeSpan> TooShort => new(TimeSpan.Zero, TimeSpan.FromMilliseconds(-1), TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(9.9));

    [Theory]
    [MemberData(nameof(TooShort))]
    public async Task It_is_an_argument_error_wherever_it_is_said(TimeSpan lockTtl)
    {
        await using var client = new MemoryKvClient();

        Assert.Equal("lockTtl", (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
            await client.GuardedGetAsync(new byte[] { 1 }, static _ => throw new FormatException("The body ran."), s_hour, lockTtl))).ParamName);
        Assert.Contains("LockTtl must be 10 ms or more", (await Assert.ThrowsAsync<ArgumentException>(async () =>
            await client.IdempotentExecuteAsync("key", static ValueTask<string?> (_) => throw new FormatException("The body ran."), Utf8Serializer.Instance, options: new() { LockTtl = lockTtl }))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CachedMethod<TestKey, string?>("Tests.Cached", "test:{name}", "string", Utf8Serializer.Instance, new CachedPolicy { Ttl = s_hour, LockTtl = lockTtl }));
    }

    [Fact]
    public async Task Ten_milliseconds_are_not_and_a_wait_must_be_more_than_zero()
    {
        await using var client = new MemoryKvClient();

        Assert.Equal([1], await client.GuardedGetAsync(new byte[] { 1 }, static _ => new([1]), s_hour, s_shortest));
        await client.IdempotentExecuteAsync("key", static _ => new ValueTask<string?>("done"), Utf8Serializer.Instance, options: new() { LockTtl = s_shortest });
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
            await client.GuardedGetAsync(new byte[] { 1 }, static _ => new([1]), s_hour, null, null, waitTimeout: TimeSpan.Zero));
    }
}
