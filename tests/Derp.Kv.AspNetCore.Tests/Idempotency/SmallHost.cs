using Derp.Kv.Conformance;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;

namespace Derp.Kv.AspNetCore.Tests.Idempotency;

/// <summary>An application of one test's own, over a store that the test watches and disturbs.</summary>
internal sealed class SmallHost : IAsyncDisposable
{
    private readonly MemoryKvClient _memory;

    private SmallHost(WebHost web, MemoryKvClient memory, InterceptingKvClient store, Runs runs) => (Web, _memory, Store, Runs) = (web, memory, store, runs);

    public WebHost Web { get; }

    public InterceptingKvClient Store { get; }

    public Runs Runs { get; }

    public static async Task<SmallHost> StartAsync(
        Action<WebApplication> map, Action<KvIdempotencyEndpointOptions>? configure = null, Action<WebApplicationBuilder>? build = null, Type? controller = null, int maxValueSize = 1024 * 1024)
    {
        var memory = new MemoryKvClient(new KvClientOptions { MaxValueSize = maxValueSize });
        var store = new InterceptingKvClient(memory);
        var runs = new Runs();
        var web = await WebHost.StartAsync(
            store,
            builder =>
            {
                builder.Services.AddSingleton(runs);
                builder.Services.AddProblemDetails();
                builder.Services.AddAuthentication(HeaderUser.Name).AddScheme<AuthenticationSchemeOptions, HeaderUser>(HeaderUser.Name, null);
                builder.Services.AddAuthorization();
                builder.Services.AddKvIdempotency(configure);
                if (controller is not null)
                    AddController(builder.Services, controller);
                build?.Invoke(builder);
            },
            map);
        return new SmallHost(web, memory, store, runs);
    }

    public async ValueTask DisposeAsync()
    {
        await Web.DisposeAsync();
        await Store.DisposeAsync();
        await _memory.DisposeAsync();
    }

    private static void AddController(IServiceCollection services, Type controller) => services.AddControllers().ConfigureApplicationPartManager(parts =>
    {
        parts.ApplicationParts.Clear();
        parts.ApplicationParts.Add(new AssemblyPart(typeof(SmallHost).Assembly));
        parts.FeatureProviders.Clear();
        parts.FeatureProviders.Add(new OneController(controller));
    });
}
