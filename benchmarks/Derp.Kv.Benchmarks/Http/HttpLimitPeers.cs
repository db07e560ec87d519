using System.Threading.RateLimiting;
using Derp.Kv.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using RedisRateLimiting;
using StackExchange.Redis;

namespace Derp.Kv.Benchmarks;

/// <summary>The same endpoint behind the same fixed window, by the caller's address, which never denies.</summary>
internal static class HttpLimitPeers
{
    private const int Limit = 100_000_000;

    private static readonly TimeSpan s_window = TimeSpan.FromHours(1);

    public static Task<HttpPeer> UnlimitedAsync() => HttpPeer.StartAsync(static _ => { }, static app => app.MapGet("/", Answer));

    public static Task<HttpPeer> InProcessAsync() => FrameworkAsync(static address =>
        RateLimitPartition.GetFixedWindowLimiter(address, static _ => new FixedWindowRateLimiterOptions { PermitLimit = Limit, Window = s_window }));

    public static Task<HttpPeer> RedisRateLimitingAsync(IConnectionMultiplexer connection) => FrameworkAsync(address =>
        RedisRateLimitPartition.GetFixedWindowRateLimiter(
            address,
            _ => new RedisFixedWindowRateLimiterOptions { ConnectionMultiplexerFactory = () => connection, PermitLimit = Limit, Window = s_window }));

    public static Task<HttpPeer> DerpKvAsync(string endpoint, KvRateLimitFields fields) => HttpPeer.StartAsync(
        builder =>
        {
            builder.Services.AddDerpKv(kv => kv.UseStackExchangeRedis(endpoint));
            builder.Services.AddKvRateLimiter(limits =>
            {
                limits.Fields = fields;
                limits.AddPolicy("api", static policy => (policy.Limit, policy.Window) = (Limit, s_window));
            });
        },
        static app =>
        {
            app.UseKvRateLimiter();
            app.MapGet("/", Answer).RequireRateLimiting("api");
        });

    private static Task<HttpPeer> FrameworkAsync(Func<string, RateLimitPartition<string>> partition) => HttpPeer.StartAsync(
        builder => builder.Services.AddRateLimiter(limiter =>
            limiter.AddPolicy("api", http => partition(http.Connection.RemoteIpAddress?.ToString() ?? ""))),
        static app =>
        {
            app.UseRateLimiter();
            app.MapGet("/", Answer).RequireRateLimiting("api");
        });

    private static ContentHttpResult Answer() => TypedResults.Text("hello");
}
