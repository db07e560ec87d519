using Derp.Kv.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Idempotency keys for the requests of an <see cref="HttpClient"/>.</summary>
public static class IdempotencyKeysHttpClientBuilderExtensions
{
    /// <summary>
    /// Puts a new key, a quoted UUID of version 7, on each POST and PATCH that has none. All tries of one request carry the same key, also those of a
    /// resilience handler, in whatever order the two were registered; each request has its own. An answer 409 with <c>Retry-After</c> is waited for, and
    /// the request is sent again.
    /// </summary>
    /// <remarks>A retry of the application's own, by a new <see cref="HttpRequestMessage"/>, is a new request: give both the same header.</remarks>
    /// <param name="builder">The builder of <c>AddHttpClient</c>, or that of <c>ConfigureHttpClientDefaults</c> for all clients.</param>
    /// <param name="configure">Changes the settings. Null: the defaults.</param>
    public static IHttpClientBuilder AddIdempotencyKeys(this IHttpClientBuilder builder, Action<KvIdempotencyKeysOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<KvIdempotencyKeysOptions>();
        if (configure is not null)
            builder.Services.Configure(builder.Name, configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, OutermostFilter>());
        builder.Services.Configure<HttpClientFactoryOptions>(builder.Name, static options => options.HttpMessageHandlerBuilderActions.Add(Add));
        return builder;
    }

    // Once a client, though it may be registered for all and for this one.
    private static void Add(HttpMessageHandlerBuilder builder)
    {
        if (builder.AdditionalHandlers.Any(static handler => handler is IdempotencyKeyHandler))
            return;
        var options = builder.Services.GetRequiredService<IOptionsMonitor<KvIdempotencyKeysOptions>>().Get(builder.Name);
        builder.AdditionalHandlers.Insert(0, new IdempotencyKeyHandler(options, builder.Services.GetService<TimeProvider>() ?? TimeProvider.System));
    }
}
