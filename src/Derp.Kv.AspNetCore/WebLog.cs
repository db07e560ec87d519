using System.Collections.Concurrent;
using Derp.Kv.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.AspNetCore;

/// <summary>The log of problems and limits. Event ids and names are stable; no message holds a key, an address or a value.</summary>
internal sealed partial class WebLog(ILoggerFactory loggers)
{
    private readonly ILogger _logger = QuietLogger.Create(loggers, "Derp.Kv.AspNetCore");
    private readonly ConcurrentDictionary<string, bool> _said = new();

    public void Unavailable(string code, Exception exception) => UnavailableCore(code, Failure.Describe(exception));

    [LoggerMessage(121, LogLevel.Error, "A request was answered with 503: the limit {Limit} denies while the key-value store cannot be asked.", EventName = "LimitUnavailable")]
    public partial void LimitUnavailable(string limit);

    public void ProxyLimited()
    {
        if (_said.TryAdd(nameof(ProxyLimited), true))
            ProxyLimitedCore();
    }

    public void NoAddress()
    {
        if (_said.TryAdd(nameof(NoAddress), true))
            NoAddressCore();
    }

    [LoggerMessage(120, LogLevel.Error, "A request was answered with 503 ({Code}). {Failure}", EventName = "Unavailable")]
    private partial void UnavailableCore(string code, string failure);

    [LoggerMessage(122, LogLevel.Warning, "Requests carry X-Forwarded-For, and nothing has read it: limits by the client's address count a proxy's, so that all its clients share one limit. Call UseForwardedHeaders before UseKvRateLimiter, and name the proxy in KnownProxies or KnownIPNetworks. Logged once.", EventName = "ProxyLimited")]
    private partial void ProxyLimitedCore();

    [LoggerMessage(123, LogLevel.Warning, "A connection has no address, as over a Unix socket: requests without one share the count of limits by the client's address. Logged once.", EventName = "NoAddress")]
    private partial void NoAddressCore();
}
