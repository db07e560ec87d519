using System.Security.Claims;
using Derp.Kv.AspNetCore.Tests.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Tests.Limits;

// What shares one count. The user of a request is made from a header, as an authentication handler makes it from a token.
public sealed class PartitionTests(PartitionTests.App app) : IClassFixture<PartitionTests.App>
{
    private readonly string _id = Guid.NewGuid().ToString();

    [Fact]
    public async Task Users_are_told_apart_by_issuer_and_subject()
    {
        Assert.Equal([200, 429, 200, 200], await StatusesAsync("/user", $"a/{_id}", $"a/{_id}", $"b/{_id}", $"a/{_id}2"));
    }

    [Fact]
    public async Task Who_has_no_value_shares_the_count_of_the_other_partition()
    {
        Assert.Equal([200, 200, 429], await StatusesAsync("/user-or-header", $"a/{_id}", "", ""));
    }

    [Fact]
    public async Task Who_has_no_value_at_all_shares_one_count()
    {
        Assert.Equal([200, 429], await StatusesAsync("/tenant", "", ""));
        using var tenant = await app.Web.GetAsync("/tenant", 1, ("X-Tenant", _id));
        Assert.Equal(200, (int)tenant.StatusCode);
    }

    // A user, a key of an API and a header with the same text are three.
    [Fact]
    public async Task No_user_and_no_secret_is_in_the_store()
    {
        await StatusesAsync("/user", $"a/{_id}");
        await StatusesAsync("/api-key", "");
        using var keyed = await app.Web.GetAsync("/api-key", 1, ("X-Api-Key", _id));
        using var tenant = await app.Web.GetAsync("/tenant", 1, ("X-Tenant", _id));

        var keys = new List<string>();
        await foreach (var key in app.Client.ScanAsync("derp:limiter:"u8.ToArray()))
            keys.Add(System.Text.Encoding.UTF8.GetString(key));
        Assert.DoesNotContain(keys, key => key.Contains(_id, StringComparison.OrdinalIgnoreCase));
        Assert.Contains(keys, static key => System.Text.RegularExpressions.Regex.IsMatch(key, "^derp:limiter:user:user~[0-9a-f]{32}$"));
        Assert.Contains(keys, static key => System.Text.RegularExpressions.Regex.IsMatch(key, "^derp:limiter:api-key:header.x-api-key~[0-9a-f]{32}$"));
        Assert.Contains(keys, static key => System.Text.RegularExpressions.Regex.IsMatch(key, "^derp:limiter:tenant:by.tenant~[0-9a-f]{32}$"));
    }

    private async Task<List<int>> StatusesAsync(string path, params string[] users)
    {
        var statuses = new List<int>();
        foreach (var user in users)
        {
            using var response = await app.Web.GetAsync(path, 1, ("X-User", user), ("X-Other", _id));
            statuses.Add((int)response.StatusCode);
        }

        return statuses;
    }

    public sealed class App : IAsyncLifetime
    {
        internal WebApp Web { get; private set; } = null!;

        internal KvClient Client => Web.Services.GetRequiredService<KvClient>();

        public async ValueTask InitializeAsync() => Web = await WebApp.StartAsync(
            static builder =>
            {
                builder.Services.AddDerpKv(static kv => kv.UseMemory());
                builder.Services.AddKvRateLimiter(static o => AddAll(o,
                    ("user", KvPartition.User),
                    ("user-or-header", KvPartition.User.Or(KvPartition.Header("X-Other"))),
                    ("api-key", KvPartition.ApiKey),
                    ("tenant", KvPartition.By("tenant", static http => http.Request.Headers["X-Tenant"]))));
            },
            static app =>
            {
                app.UseRouting();
                app.Use(static (http, next) =>
                {
                    if (http.Request.Headers["X-User"].ToString().Split('/') is [var issuer, var subject])
                        http.User = new(new ClaimsIdentity([new Claim("sub", subject, null, issuer)], "test"));
                    return next(http);
                });
                app.UseKvRateLimiter();
                foreach (var name in (string[])["user", "user-or-header", "api-key", "tenant"])
                    app.MapGet($"/{name}", static () => "").RequireRateLimiting(name);
            });

        public async ValueTask DisposeAsync() => await Web.DisposeAsync();

        private static void AddAll(KvRateLimitingOptions options, params (string Name, KvPartition By)[] policies)
        {
            foreach (var (name, by) in policies)
            {
                options.AddPolicy(name, policy =>
                {
                    policy.Limit = 1;
                    policy.Window = TimeSpan.FromHours(1);
                    policy.PartitionBy = by;
                });
            }
        }
    }
}
