using Microsoft.Extensions.Logging;

namespace Derp.Kv.Page.Viewing;

/// <summary>The log of the page. Event ids are stable.</summary>
internal sealed partial class PageLog(ILoggerFactory loggerFactory)
{
    private readonly ILogger _logger = loggerFactory.CreateLogger("Derp.Kv.Page");
    private int _saidClosed;

    /// <summary>Once: who has asked for it needs to know.</summary>
    public void Closed()
    {
        if (Interlocked.Exchange(ref _saidClosed, 1) == 0)
            ClosedCore();
    }

    [LoggerMessage(170, LogLevel.Warning, "The live page answers 404: outside Development it is shown only with RequireAuthorization() or AllowAnonymous(), and in Development only to a browser on this machine that comes without a proxy.", EventName = "PageClosed")]
    private partial void ClosedCore();

    [LoggerMessage(171, LogLevel.Information, "The server does not let this process hear of viewers of other processes: its page shows this process alone, and its figures are on no other page.", EventName = "LooksNotHeard")]
    public partial void LooksNotHeard(Exception exception);
}
