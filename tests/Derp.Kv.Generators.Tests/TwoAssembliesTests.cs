using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests;

/// <summary>
/// What the compiler cannot see: methods of two assemblies, or of two deployments, under one key (K10). Each input once gave the
/// second method the first one's answer.
/// </summary>
public sealed class TwoAssembliesTests : IAsyncDisposable
{
    private readonly LoadedAssemblies _process = new();

    private const string Users = """
        namespace Accounts
        {
            public sealed record UserDto(int Id, string Name);
            public sealed partial class Users(KvClient kv)
            {
                [Cached("shared-user:{id}", Ttl = "5m")]
                private Task<UserDto> GetCoreAsync(int id) => Task.FromResult(new UserDto(id, "dto"));
            }
        }
        public static class Program
        {
            public static async Task<string> Main(KvClient kv) => $"{await new Accounts.Users(kv).GetAsync(7)}";
        }
        """;

    private const string Profiles = """
        namespace Portal
        {
            public sealed record UserProfile(int Id, string Name, bool IsAdmin = true);
            public sealed partial class Profiles(KvClient kv)
            {
                [Cached("shared-user:{userId}", Ttl = "5m")]
                private Task<UserProfile> GetCoreAsync(int userId) => Task.FromResult(new UserProfile(userId, "profile", IsAdmin: false));
            }
        }
        public static class Program
        {
            public static async Task<string> Main(KvClient kv)
            {
                var profiles = new Portal.Profiles(kv);
                await profiles.GetAsync(7);
                return $"{await profiles.GetAsync(7)}";
            }
        }
        """;

    [Fact]
    public async Task K10_A_cached_value_of_another_assemblys_type_is_a_miss_and_both_are_named_once()
    {
        Assert.Equal("UserDto { Id = 7, Name = dto }", await _process.RunAsync<string>("Accounts", Users));
        Assert.Equal("UserProfile { Id = 7, Name = profile, IsAdmin = False }", await _process.RunAsync<string>("Portal", Profiles));

        Assert.Equal([19, 18], _process.Events.Select(static e => e.Id));
        var told = _process.Events[0].Message;
        Assert.Contains("Portal.Profiles.GetAsync", told, StringComparison.Ordinal);
        Assert.Contains("Accounts.Users.GetAsync", told, StringComparison.Ordinal);
        Assert.Contains("Two methods use the same key", _process.Events[1].Message, StringComparison.Ordinal);
    }

    private static string Creating(string type, string area) => $$"""
        namespace {{area}}
        {
            public sealed record {{type}}(string Id);
            public sealed partial class Api(KvClient kv)
            {
                public int Runs;
                [Idempotent("shared-create:{key}", Ttl = "1h")]
                private Task<{{type}}> CreateCoreAsync(string key)
                {
                    Runs++;
                    return Task.FromResult(new {{type}}("of " + key));
                }
            }
        }
        public static class Program
        {
            public static async Task<string> Main(KvClient kv)
            {
                var api = new {{area}}.Api(kv);
                try
                {
                    return $"{await api.CreateAsync("k")} {api.Runs}";
                }
                catch (IdempotencyKeyReusedException e)
                {
                    return $"{e.IsAnotherMethod} {e.Message} {api.Runs}";
                }
            }
        }
        """;

    [Fact]
    public async Task K10_Another_assemblys_record_is_refused_and_the_body_does_not_run()
    {
        Assert.Equal("Invoice { Id = of k } 1", await _process.RunAsync<string>("Billing", Creating("Invoice", "Billing")));
        var refused = await _process.RunAsync<string>("Shipping", Creating("Shipment", "Shipping"));

        Assert.StartsWith("True The record under the idempotency key belongs to another method", refused, StringComparison.Ordinal);
        Assert.EndsWith(" 0", refused, StringComparison.Ordinal);
        Assert.Equal([19], _process.Events.Select(static e => e.Id));
        Assert.Equal("Invoice { Id = of k } 0", await _process.RunAsync<string>("Billing", Creating("Invoice", "Billing")));
    }

    private static string Limited(string area, string shared) => $$"""
        namespace {{area}}
        {
            public sealed partial class Accounts(KvClient kv)
            {
                [RateLimited("shared-login:{user}", Limit = 1, Window = "1h"{{shared}})]
                private Task<bool> SignInCoreAsync(string user) => Task.FromResult(true);
            }
        }
        public static class Program
        {
            public static async Task<bool> Main(KvClient kv)
            {
                try { return await new {{area}}.Accounts(kv).SignInAsync("x"); }
                catch (RateLimitExceededException) { return false; }
            }
        }
        """;

    [Fact]
    public async Task K10_R12_Counters_of_two_assemblies_are_two_unless_both_share()
    {
        Assert.True(await _process.RunAsync<bool>("Shop", Limited("Shop", "")));
        Assert.True(await _process.RunAsync<bool>("Bank", Limited("Bank", "")));
        Assert.False(await _process.RunAsync<bool>("Bank", Limited("Bank", "")));

        Assert.True(await _process.RunAsync<bool>("Shop", Limited("Shop", ", Shared = true")));
        Assert.False(await _process.RunAsync<bool>("Bank", Limited("Bank", ", Shared = true")));
        Assert.Empty(_process.Events);
    }

    [Fact]
    public async Task K10_The_helper_does_not_spend_a_methods_permits()
    {
        Assert.True((await _process.Client.RateLimitAsync("shared-login:x", 1, TimeSpan.FromHours(1))).Allowed);
        Assert.True(await _process.RunAsync<bool>("Shop", Limited("Shop", "")));
    }

    // One method under one name in two assemblies, as a linked file makes it, is the one case in which counters meet.
    [Fact]
    public async Task K10_A_limited_method_that_stands_in_two_assemblies_is_told_of()
    {
        Assert.True(await _process.RunAsync<bool>("Linked.One", Limited("Linked", "")));
        Assert.False(await _process.RunAsync<bool>("Linked.Two", Limited("Linked", "")));

        Assert.Equal([19], _process.Events.Select(static e => e.Id));
    }

    private static string Deployment(string members, string value) => $$"""
        namespace Shop
        {
            public sealed record Product({{members}});
            public sealed partial class Catalog(KvClient kv)
            {
                [Cached("grown-product:{id}", Ttl = "5m")]
                private Task<Product> GetCoreAsync(int id) => Task.FromResult({{value}});
                [Idempotent("grown-order:{id}", Ttl = "5m")]
                private Task<Product> OrderCoreAsync(int id) => Task.FromResult({{value}});
            }
        }
        public static class Program
        {
            public static async Task<string> Main(KvClient kv) => $"{await new Shop.Catalog(kv).GetAsync(1)} {await new Shop.Catalog(kv).OrderAsync(1)}";
        }
        """;

    [Fact]
    public async Task K10_Deployments_that_only_add_members_read_each_other()
    {
        var old = Deployment("int Id", "new Product(id)");
        var grown = Deployment("int Id, string? Name = null", "new Product(id, \"chair\")");

        Assert.Equal("Product { Id = 1 } Product { Id = 1 }", await _process.RunAsync<string>("Shop", old));
        Assert.Equal("Product { Id = 1, Name =  } Product { Id = 1, Name =  }", await _process.RunAsync<string>("Shop", grown));

        await _process.Client.DeleteAsync("grown-product:1"u8.ToArray());
        await _process.Client.DeleteAsync("derp:once:grown-order:1"u8.ToArray());
        Assert.Equal("Product { Id = 1, Name = chair } Product { Id = 1, Name = chair }", await _process.RunAsync<string>("Shop", grown));
        Assert.Equal("Product { Id = 1 } Product { Id = 1 }", await _process.RunAsync<string>("Shop", old));
        Assert.Empty(_process.Events);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
