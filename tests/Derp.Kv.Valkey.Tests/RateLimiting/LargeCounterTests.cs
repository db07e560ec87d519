using System.Globalization;
using System.Text;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.Servers;
using Derp.Kv.StackExchangeRedis;

namespace Derp.Kv.Valkey.Tests.RateLimiting;

/// <summary>A fixed window's answer is one number, and two where one would not be exact.</summary>
public sealed class LargeCounterTests(SharedServer shared)
{
    private const long Largest = (1L << 53) - 1;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task R11_A_counter_far_above_its_limit_is_told_as_it_stands(int cost)
    {
        await using var client = new StackExchangeRedisKvClient(shared.Endpoint);
        byte[] key = [.. "large:"u8, .. Guid.NewGuid().ToByteArray()];
        await client.SetAsync(key, Encoding.ASCII.GetBytes(Largest.ToString(CultureInfo.InvariantCulture)), TimeSpan.FromHours(1));

        var result = await client.AcquirePermitAsync(key, new PermitRequest(3, TimeSpan.FromHours(1), cost));

        Assert.Equal((false, Largest, 0L), (result.Allowed, result.Count, result.Remaining));
        Assert.InRange(result.RetryAfter!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
    }

    // The product of limit and window is as large as it may be: the last calls of the window are beyond what one number can tell.
    [Fact]
    public async Task R1_The_largest_limit_counts_to_its_end()
    {
        await using var client = new StackExchangeRedisKvClient(shared.Endpoint);
        var window = TimeSpan.FromHours(1);
        var limit = (1L << 53) / ((long)window.TotalMilliseconds + 1);
        byte[] key = [.. "limit:"u8, .. Guid.NewGuid().ToByteArray()];
        await client.SetAsync(key, Encoding.ASCII.GetBytes((limit - 2).ToString(CultureInfo.InvariantCulture)), window);

        for (var left = 1; left >= 0; left--)
        {
            var admitted = await client.AcquirePermitAsync(key, new PermitRequest(limit, window));
            Assert.Equal((true, limit - left, (long)left), (admitted.Allowed, admitted.Count, admitted.Remaining));
            Assert.InRange(admitted.ResetAfter, TimeSpan.FromMinutes(59), window);
        }

        var denied = await client.AcquirePermitAsync(key, new PermitRequest(limit, window));
        Assert.Equal((false, limit, 0L), (denied.Allowed, denied.Count, denied.Remaining));
        Assert.InRange(denied.RetryAfter!.Value, TimeSpan.FromMinutes(59), window);
    }

    [Fact]
    public void An_answer_of_another_script_is_refused()
    {
        Assert.Throws<KvException>(() => PermitProtocol.Read(new PermitRequest(3, TimeSpan.FromHours(1)), [1, 2, 3]));
        Assert.Throws<KvException>(() => PermitProtocol.Read(new PermitRequest(3, TimeSpan.FromHours(1), Algorithm: RateLimitAlgorithm.SlidingWindow), [1]));
        Assert.Throws<KvException>(() => PermitProtocol.Read(new PermitRequest(3, TimeSpan.FromHours(1), Algorithm: RateLimitAlgorithm.TokenBucket), []));
    }
}
