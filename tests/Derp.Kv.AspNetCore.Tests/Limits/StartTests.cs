using Derp.Kv.AspNetCore.Tests.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Tests.Limits;

// A limit that cannot work is found when the host starts, not by the first request.
public sealed class StartTests
{
    public static TheoryData<string, Action<KvRateLimitPolicy>> Wrong { get; } = new()
    {
        { "Limit and Window", static _ => { } },
        { "limit", static policy => policy.Window = TimeSpan.FromSeconds(1) },
        { "window", static policy => policy.Limit = 1 },
        { "window", static policy => (policy.Limit, policy.Window) = (1, TimeSpan.FromTicks(15)) },
        { "burst", static policy => (policy.Limit, policy.Window, policy.Burst) = (5, TimeSpan.FromSeconds(1), 2) },
        { "OnUnavailable", static policy => (policy.Limit, policy.Window, policy.OnUnavailable) = (5, TimeSpan.FromSeconds(1), (RateLimitUnavailable)9) },
        { "PartitionBy", static policy => (policy.Limit, policy.Window, policy.PartitionBy) = (5, TimeSpan.FromSeconds(1), null!) },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task A_policy_that_cannot_work_keeps_the_host_from_starting(string named, Action<KvRateLimitPolicy> configure)
    {
        var error = await Assert.ThrowsAnyAsync<ArgumentException>(() => StartAsync(limits => limits.AddPolicy("wrong", configure)));
        Assert.Contains(named, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Two_policies_of_one_name_keep_the_host_from_starting()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(static limits => limits.AddPolicy("same", Fine).AddGlobalPolicy("same", Fine)));
        Assert.Contains("\"same\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UseKvRateLimiter_without_its_services_says_what_is_missing()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => WebApp.StartAsync(static _ => { }, static app => app.UseKvRateLimiter()));
        Assert.Contains("AddKvRateLimiter", error.Message, StringComparison.Ordinal);
    }

    // The limiter of a policy with another client asks that one.
    [Fact]
    public async Task A_policy_takes_its_named_client()
    {
        await using var web = await WebApp.StartAsync(
            static builder =>
            {
                builder.Services.AddDerpKv("limits", static kv => kv.UseMemory());
                builder.Services.AddKvRateLimiter(static limits => limits.AddPolicy("named", static policy =>
                {
                    Fine(policy);
                    policy.Client = "limits";
                }));
            },
            static app =>
            {
                app.UseRouting();
                app.UseKvRateLimiter();
                app.MapGet("/", static () => "").RequireRateLimiting("named");
            });
        using var response = await web.GetAsync("/");
        Assert.Equal(("named", 4L), (response.Limits().Single().Name, response.Limits().Single()["r"]));
    }

    private static void Fine(KvRateLimitPolicy policy) => (policy.Limit, policy.Window) = (5, TimeSpan.FromSeconds(60));

    private static Task<WebApp> StartAsync(Action<KvRateLimitingOptions> limits) => WebApp.StartAsync(
        builder =>
        {
            builder.Services.AddDerpKv(static kv => kv.UseMemory());
            builder.Services.AddKvRateLimiter(limits);
        },
        static _ => { });
}
