using Derp.Kv.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Hybrid;

/// <summary>The log of the framework's caches. Event ids and names are stable; no message holds a key or a value. Each is logged once.</summary>
internal sealed partial class HybridLog(KvClientOptions options)
{
    private readonly ILogger _logger = QuietLogger.Create(options.LoggerFactory, options.Name.Length == 0 ? "Derp.Kv.Hybrid" : $"Derp.Kv.Hybrid.{options.Name}");
    private bool _saidEmpty;
    private bool _saidLong;

    public void EmptyKey()
    {
        if (!Interlocked.Exchange(ref _saidEmpty, true))
            EmptyKeyCore();
    }

    public void LongKey(int length, int longest)
    {
        if (!Interlocked.Exchange(ref _saidLong, true))
            LongKeyCore(length, longest);
    }

    [LoggerMessage(150, LogLevel.Warning, "HybridCache was called with a key that is null, empty or white space; such calls run their factory and store nothing. Logged once.", EventName = "HybridEmptyKey")]
    private partial void EmptyKeyCore();

    [LoggerMessage(151, LogLevel.Warning, "HybridCache was called with a key of {Length} characters, more than KvHybridCacheOptions.MaximumKeyLength ({Longest}); such calls run their factory and store nothing. Logged once.", EventName = "HybridLongKey")]
    private partial void LongKeyCore(int length, int longest);
}
