using Microsoft.Extensions.Http;

namespace Derp.Kv.Http;

/// <summary>Puts the handler outside of all others of the application, in whatever order they were registered: inside of one that retries, each try would get a key of its own.</summary>
internal sealed class OutermostFilter : IHttpMessageHandlerBuilderFilter
{
    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        var handlers = builder.AdditionalHandlers;
        for (var i = 1; i < handlers.Count; i++)
        {
            if (handlers[i] is not IdempotencyKeyHandler handler)
                continue;
            handlers.RemoveAt(i);
            handlers.Insert(0, handler);
            return;
        }
    };
}
