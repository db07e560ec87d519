using System.Globalization;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using StackExchange.Redis;

namespace Derp.Kv.Valkey.Tests.RateLimiting;

/// <summary>A limiter's script as the clients run it, but that two keys more are the clock.</summary>
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
            text.Replace(Clock, "{KEYS[2], KEYS[3]}", StringComparison.Ordinal),
            [key, Text(nowMicroseconds / 1_000_000), Text(nowMicroseconds % 1_000_000)],
            Array.ConvertAll(numbers[..count], static number => (RedisValue)number));
        return PermitProtocol.Read(request, reply.Resp2Type == ResultType.Integer ? [(long)reply] : (long[])reply!);
    }

    private static RedisKey Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
