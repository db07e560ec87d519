namespace Derp.Kv.Generators.Tests;

// On an instance of a scope of its own.
public partial class FreshnessRunningTests
{
    // The body of the refresh runs on an instance whose context lives as long as it runs, though the caller's has ended.
    [Fact]
    public async Task F5_A_refresh_runs_on_an_instance_of_a_new_scope() =>
        Assert.Equal("scope 1; scope 1; scope 3", await RunAsync("""
            public sealed class Context : IDisposable
            {
                public static readonly TaskCompletionSource ThirdEnded = new();
                private static int s_made;
                private readonly int _number = ++s_made;
                private bool _isDisposed;
                public int Number => _isDisposed ? throw new ObjectDisposedException(nameof(Context)) : _number;
                public void Dispose() { _isDisposed = true; if (_number == 3) ThirdEnded.TrySetResult(); }
            }
            public interface ICatalog { Task<string> GetAsync(int id); }
            public sealed partial class Catalog(KvClient kv, Context context) : ICatalog
            {
                [Cached("p:{id}", Ttl = "10m", RefreshAfter = "1m", RefreshOn = RefreshOn.NewScope)]
                private async Task<string> GetCoreAsync(int id)
                {
                    await Task.Yield();
                    return $"scope {context.Number}";
                }
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    await using var provider = new ServiceCollection()
                        .AddSingleton<KvClient>(s => new MemoryKvClient(new() { TimeProvider = kv.Options.TimeProvider, ScopeFactory = s.GetRequiredService<IServiceScopeFactory>() }))
                        .AddScoped<Context>()
                        .AddScoped<ICatalog, Catalog>()
                        .BuildServiceProvider();
                    var text = $"{await CallAsync(provider)}; ";
                    CLOCK.Advance(TimeSpan.FromSeconds(61));
                    text += $"{await CallAsync(provider)}; ";
                    await Context.ThirdEnded.Task.WaitAsync(TimeSpan.FromMinutes(1));
                    var last = await CallAsync(provider);
                    for (var i = 0; i < 10_000 && last == "scope 1"; i++)
                    {
                        await Task.Yield();
                        last = await CallAsync(provider);
                    }

                    return text + last;
                }

                private static async Task<string> CallAsync(IServiceProvider provider)
                {
                    using var scope = provider.CreateScope();
                    return await scope.ServiceProvider.GetRequiredService<ICatalog>().GetAsync(1);
                }
            }
            """));

    // What the key reads from the instance differs there: the value of one user is never stored for another.
    [Fact]
    public async Task F5_A_scope_of_no_user_answers_for_none() =>
        Assert.Equal("ann 1; ann 2; bob 3", await RunAsync("""
            public sealed class User { public string Name { get; set; } = "nobody"; }
            public sealed partial class Basket(KvClient kv, User user)
            {
                public static int Runs;
                [Cached("basket:{user.Name}", Ttl = "10m", RefreshAfter = "1m", RefreshOn = RefreshOn.NewScope)]
                private Task<string> GetCoreAsync() => Task.FromResult($"{user.Name} {++Runs}");
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    await using var provider = new ServiceCollection()
                        .AddSingleton<KvClient>(s => new MemoryKvClient(new() { TimeProvider = kv.Options.TimeProvider, ScopeFactory = s.GetRequiredService<IServiceScopeFactory>() }))
                        .AddScoped<User>()
                        .AddScoped<Basket>()
                        .BuildServiceProvider();
                    var text = $"{await CallAsync(provider, "ann")}; ";
                    CLOCK.Advance(TimeSpan.FromSeconds(61));
                    return text + $"{await CallAsync(provider, "ann")}; {await CallAsync(provider, "bob")}";
                }

                private static async Task<string> CallAsync(IServiceProvider provider, string name)
                {
                    using var scope = provider.CreateScope();
                    scope.ServiceProvider.GetRequiredService<User>().Name = name;
                    return await scope.ServiceProvider.GetRequiredService<Basket>().GetAsync();
                }
            }
            """));
}
