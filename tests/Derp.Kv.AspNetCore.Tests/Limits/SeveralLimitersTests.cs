using System.Threading.RateLimiting;
using Derp.Kv.AspNetCore.Tests.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Derp.Kv.AspNetCore.Tests.Limits;

// H8: one answer tells all limiters that decided it: policies, and a KvRateLimiter that the application gives to the framework.
public sealed class SeveralLimitersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task H8_Each_limiter_is_a_member(int protocol)
    {
        await using var web = await StartAsync(static o => o.AddGlobalPolicy("all", Hour(100)), ownGlobal: true);
        using var response = await web.GetAsync("/limited", protocol);

        Assert.Equal([("all", 99), ("framework", 49), ("endpoint", 1L)], response.Limits().Select(static limit => (limit.Name, limit["r"]!.Value)));
        Assert.Equal([("all", 100), ("framework", 50), ("endpoint", 2L)], response.Policies().Select(static policy => (policy.Name, policy["q"]!.Value)));
        using var free = await web.GetAsync("/free", protocol);
        Assert.Equal(["all", "framework"], free.Limits().Select(static limit => limit.Name));
        using var disabled = await web.GetAsync("/disabled", protocol);
        Assert.Empty(disabled.Limits());
    }

    // Come back in a minute, and the limit of the hour denies: what is used up counts too.
    [Fact]
    public async Task H8_Retry_After_is_not_below_the_reset_of_any_limit_that_is_used_up()
    {
        await using var web = await StartAsync(static o => o.AddGlobalPolicy("all", Hour(3)));
        for (var i = 0; i < 2; i++)
            (await web.GetAsync("/limited")).Dispose();
        using var denied = await web.GetAsync("/limited");

        Assert.Equal((429, 3600L), ((int)denied.StatusCode, denied.RetryAfter()));
        Assert.Equal([("all", 0, 3600), ("endpoint", 0L, 60L)], denied.Limits().Select(static limit => (limit.Name, limit["r"]!.Value, limit["t"]!.Value)));
        var problem = await ProblemBody.ReadAsync(denied);
        Assert.Equal("endpoint", problem.GetProperty("violated-policies")[0].GetString());
    }

    [Fact]
    public async Task H7_A_global_limit_is_rejected_like_any_other_and_asks_OnRejected_first()
    {
        var seen = new List<string?>();
        await using var web = await StartAsync(
            static o => o.AddGlobalPolicy("all", Hour(1)),
            configure: limiter => limiter.OnRejected = (rejected, _) =>
            {
                seen.Add(rejected.Lease.TryGetMetadata(KvRateLimitMetadataName.Name, out var name) ? name : null);
                rejected.HttpContext.Response.Headers["X-Seen"] = rejected.HttpContext.Response.Headers.RetryAfter;
                return ValueTask.CompletedTask;
            });
        (await web.GetAsync("/free")).Dispose();
        using var denied = await web.GetAsync("/free");

        Assert.Equal(["all"], seen);
        Assert.Equal((429, "3600"), ((int)denied.StatusCode, denied.Headers.GetValues("X-Seen").Single()));
        Assert.Equal("all", (await ProblemBody.ReadAsync(denied)).GetProperty("violated-policies")[0].GetString());
    }

    [Fact]
    public async Task What_OnRejected_writes_is_the_answer()
    {
        await using var web = await StartAsync(
            static o => o.AddGlobalPolicy("all", Hour(1)),
            configure: static limiter => limiter.OnRejected = static async (rejected, ct) => await rejected.HttpContext.Response.WriteAsync("slow down", ct));
        (await web.GetAsync("/free")).Dispose();
        using var denied = await web.GetAsync("/free");

        Assert.Equal((429, "slow down"), ((int)denied.StatusCode, await denied.Content.ReadAsStringAsync()));
        Assert.Single(denied.Limits());
    }

    [Fact]
    public async Task H7_A_limiter_in_the_process_is_answered_with_a_problem_too()
    {
        await using var web = await StartAsync(
            static _ => { },
            configure: static limiter => limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, int>(static _ =>
                RateLimitPartition.GetFixedWindowLimiter(0, static _ => new FixedWindowRateLimiterOptions { PermitLimit = 1, Window = TimeSpan.FromHours(1), AutoReplenishment = false })));
        (await web.GetAsync("/free")).Dispose();
        using var denied = await web.GetAsync("/free");

        Assert.Equal(429, (int)denied.StatusCode);
        Assert.InRange(denied.RetryAfter()!.Value, 1, 3600);
        Assert.Equal("rate_limit_exceeded", (await ProblemBody.ReadAsync(denied)).Code());
        Assert.Empty(denied.Limits());
    }

    // A limiter that a handler asks for its own work is none of the answer's.
    [Fact]
    public async Task H8_What_a_handler_limits_for_itself_is_not_told()
    {
        await using var web = await StartAsync(static _ => { }, ownGlobal: true);
        using var response = await web.GetAsync("/outbound");
        Assert.Equal(["framework"], response.Limits().Select(static limit => limit.Name));
    }

    [Theory]
    [InlineData(KvRateLimitFields.Legacy, "2", "1", "60", false)]
    [InlineData(KvRateLimitFields.Both, "2", "1", "60", true)]
    [InlineData(KvRateLimitFields.None, null, null, null, false)]
    public async Task Fields_of_older_drafts_are_sent_on_request(KvRateLimitFields fields, string? limit, string? remaining, string? reset, bool draft)
    {
        await using var web = await StartAsync(o =>
        {
            o.Fields = fields;
            o.AddGlobalPolicy("all", Hour(100));
        });
        using var response = await web.GetAsync("/limited");

        foreach (var prefix in (string[])["RateLimit-", "X-RateLimit-"])
            Assert.Equal((limit, remaining, reset), (Value(prefix + "Limit"), Value(prefix + "Remaining"), Value(prefix + "Reset")));
        Assert.Equal(draft, response.Limits().Count == 2);

        string? Value(string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
    }

    // The policies do not need our call in the pipeline: it is for limiters that know nothing of the request.
    [Fact]
    public async Task H8_The_frameworks_own_UseRateLimiter_is_enough_for_policies()
    {
        await using var web = await WebApp.StartAsync(
            static builder =>
            {
                builder.Services.AddDerpKv(static kv => kv.UseMemory());
                builder.Services.AddKvRateLimiter(static o => o.AddPolicy("one", Hour(1)));
            },
            static app =>
            {
                app.UseRouting();
                app.UseRateLimiter();
                app.MapGet("/", static () => "").RequireRateLimiting("one");
            });
        using var admitted = await web.GetAsync("/");
        using var denied = await web.GetAsync("/");

        Assert.Equal((200, 429), ((int)admitted.StatusCode, (int)denied.StatusCode));
        Assert.Equal(["one", "one"], admitted.Limits().Concat(denied.Limits()).Select(static limit => limit.Name));
        Assert.Equal("rate_limit_exceeded", (await ProblemBody.ReadAsync(denied)).Code());
    }

    private static Action<KvRateLimitPolicy> Hour(long limit) => policy =>
    {
        policy.Limit = limit;
        policy.Window = TimeSpan.FromHours(1);
        policy.PartitionBy = KvPartition.All;
    };

    private static Task<WebApp> StartAsync(Action<KvRateLimitingOptions> limits, bool ownGlobal = false, Action<Microsoft.AspNetCore.RateLimiting.RateLimiterOptions>? configure = null) => WebApp.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider());
            builder.Services.AddDerpKv(static kv => kv.UseMemory());
            builder.Services.AddKvRateLimiter(limits);
            builder.Services.AddKvRateLimiter(static o => o.AddPolicy("endpoint", static policy => (policy.Limit, policy.Window, policy.PartitionBy) = (2, TimeSpan.FromMinutes(1), KvPartition.All)));
            if (configure is not null)
                builder.Services.AddRateLimiter(configure);
            if (ownGlobal)
            {
                builder.Services.AddOptions<Microsoft.AspNetCore.RateLimiting.RateLimiterOptions>().Configure<KvClient>(static (limiter, kv) =>
                    limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(_ => KvRateLimitPartition.Get("", kv, Policies.Limit("framework", 50))));
            }
        },
        static app =>
        {
            app.UseRouting();
            app.UseKvRateLimiter();
            app.MapGet("/limited", static () => "").RequireRateLimiting("endpoint");
            app.MapGet("/free", static () => "");
            app.MapGet("/disabled", static () => "").DisableRateLimiting();
            app.MapGet("/outbound", static async (KvClient kv) =>
            {
                await using var limiter = new KvRateLimiter(kv, "", Policies.Limit("outbound", 5));
                using var lease = await limiter.AcquireAsync();
                return lease.IsAcquired;
            });
        });
}
