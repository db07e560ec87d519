using System.Runtime.CompilerServices;
using Derp.Kv;
using Derp.Kv.DependencyInjection;
using Derp.Kv.Page.Viewing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the live page.</summary>
public static class KvPageEndpointRouteBuilderExtensions
{
    // A page that is mapped at two paths shows its process once.
    private static readonly ConditionalWeakTable<IServiceProvider, Watch> s_watches = [];

    /// <summary>
    /// Maps a page that shows live what the application's clients do, in all processes of the store that have mapped it: hits, runs, waits, limits, replays, alarms.
    /// It can only be looked at, and shows no key, argument or value. Unwatched it costs nothing.
    /// </summary>
    /// <remarks>
    /// Outside Development it answers 404 unless the result has <c>RequireAuthorization()</c> or <c>AllowAnonymous()</c>. In Development it also answers
    /// a browser on this machine, if the request did not come through a proxy. At start the process subscribes to a channel of the store, by which it hears
    /// of viewers of other processes: one round trip. While somebody looks there are three to five a second.
    /// </remarks>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path, without placeholders.</param>
    /// <returns>For conventions, such as <c>RequireAuthorization()</c>.</returns>
    /// <exception cref="ArgumentException"><paramref name="pattern"/> is not a path, or is the root.</exception>
    /// <exception cref="InvalidOperationException">No client is registered: <c>AddDerpKv</c> was not called.</exception>
    public static IEndpointConventionBuilder MapDerpKv(this IEndpointRouteBuilder endpoints, string pattern = "/kv")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var path = PathOf(pattern);
        var services = endpoints.ServiceProvider;
        var log = new PageLog(services.GetRequiredService<ILoggerFactory>());
        var files = new PageFiles();
        var page = new PageEndpoints(s_watches.GetValue(services, Begin), files, log, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        var group = endpoints.MapGroup(path);
        Map("", page.PageAsync);
        Map(files.ScriptName, page.ScriptAsync);
        Map(files.StyleName, page.StyleAsync);
        Map("methods", page.MethodsAsync);
        Map("events", page.EventsAsync);

        // What the application does with all its requests is not meant for a stream that lasts: counts, limits, time-outs, stored responses.
        return group.DisableHttpMetrics().DisableRateLimiting().DisableRequestTimeout().WithMetadata(new OutputCacheAttribute { NoStore = true });

        void Map(string name, RequestDelegate answer) => group.MapMethods(name, [HttpMethods.Get], answer).ExcludeFromDescription();
    }

    private static Watch Begin(IServiceProvider services)
    {
        var watch = new Watch(ClientsOf(services), new PageLog(services.GetRequiredService<ILoggerFactory>()));
        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        lifetime.ApplicationStarted.Register(watch.Listen);
        lifetime.ApplicationStopping.Register(() => _ = watch.DisposeAsync().AsTask());
        return watch;
    }

    private static string PathOf(string pattern)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        var path = "/" + pattern.Trim('/');
        if (path.Length == 1 || RoutePatternFactory.Parse(path).Parameters.Count > 0)
            throw new ArgumentException("The live page needs a path of its own without placeholders, such as /kv.", nameof(pattern));
        return path;
    }

    private static IReadOnlyList<KvClient> ClientsOf(IServiceProvider services)
    {
        var names = services.GetService<RegisteredClients>()?.All ?? [];
        if (names.Count == 0)
            throw new InvalidOperationException("MapDerpKv shows the clients that AddDerpKv has registered, and there is none.");
        return [.. names.Order(StringComparer.Ordinal).Select(name => name.Length == 0 ? services.GetRequiredService<KvClient>() : services.GetRequiredKeyedService<KvClient>(name))];
    }
}
