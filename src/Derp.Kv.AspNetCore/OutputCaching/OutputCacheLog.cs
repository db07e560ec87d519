using Derp.Kv.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.AspNetCore.OutputCaching;

/// <summary>The store's log. Event ids and names are stable; no message holds a key, a tag or a page.</summary>
internal sealed partial class OutputCacheLog(KvClientOptions options)
{
    private readonly ILogger _logger = QuietLogger.Create(options.LoggerFactory, options.Name.Length == 0 ? "Derp.Kv.OutputCache" : $"Derp.Kv.OutputCache.{options.Name}");
    private bool _saidUnknown;

    public void BeginUnknown()
    {
        if (!Interlocked.Exchange(ref _saidUnknown, true))
            BeginUnknownCore();
    }

    [LoggerMessage(140, LogLevel.Warning, "A page was not stored: its request did not look it up first, so it is not known what was evicted while it was rendered. A policy that sets AllowCacheStorage must set AllowCacheLookup too. Logged once.", EventName = "OutputCacheBeginUnknown")]
    private partial void BeginUnknownCore();
}
