using Derp.Kv.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Page.Viewing;

/// <summary>The log of the page. Event ids and names are stable; each event comes once.</summary>
internal sealed partial class PageLog(ILoggerFactory loggerFactory)
{
    private readonly ILogger _logger = QuietLogger.Create(loggerFactory, "Derp.Kv.Page");
    private int _saidClosed;
    private int _saidNotShared;

    public void Closed()
    {
        if (Interlocked.Exchange(ref _saidClosed, 1) == 0)
            ClosedCore();
    }

    public void NotShared(KvException exception)
    {
        if (Interlocked.Exchange(ref _saidNotShared, 1) == 0)
            NotSharedCore(Failure.Describe(exception));
    }

    [LoggerMessage(170, LogLevel.Warning, "The live page answers 404: outside Development it needs RequireAuthorization() or AllowAnonymous(), and in Development it is only for browsers on this machine that come without a proxy. Logged once.", EventName = "PageClosed")]
    private partial void ClosedCore();

    [LoggerMessage(171, LogLevel.Information, "The live page shows this process alone, and no other page shows it: the store refuses what processes tell each other. {Failure} Logged once.", EventName = "PageNotShared")]
    private partial void NotSharedCore(string failure);
}
