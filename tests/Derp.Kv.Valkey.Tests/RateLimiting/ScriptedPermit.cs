using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using StackExchange.Redis;

namespace Derp.Kv.Valkey.Tests.RateLimiting;

/// <summary>A limiter's script as the clients run it, but that the clock is an argument more.</summary>
internal static class ScriptedPermit
{
    private const string Clock = "call('TIME')";

    public static async Task<PermitDecision> RunAsync(IDatabaseAsync database, RedisKey key, PermitRequest request, long nowMicroseconds)
    {
        var text = PermitProtocol.ScriptOf(request.Algorithm).Text;
        Assert.Equal(request.Algorithm != RateLimitAlgorithm.FixedWindow, text.Contains(Clock, StringComparison.Ordinal));
        var numbers = new long[PermitProtocol.MostArguments];
        var count = PermitProtocol.WriteArguments(request, numbers);
        var reply = await database.ScriptEvaluateAsync(
            text.Replace(Clock, $"{{ARGV[{count + 1}], ARGV[{count + 2}]}}", StringComparison.Ordinal),
            [key],
            [.. numbers[..count].Select(static number => (RedisValue)number), nowMicroseconds / 1_000_000, nowMicroseconds % 1_000_000]);
        return PermitProtocol.Read(request, reply.Resp2Type == ResultType.Integer ? [(long)reply] : (long[])reply!);
    }
}
