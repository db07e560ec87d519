using Derp.Kv.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Derp.Kv.Ledger.Diagnostics;

/// <summary>The log of what a ledger does in the background. Event ids and names are stable; no message holds a key or a value.</summary>
internal sealed partial class PurgeLog(KvLedgerOptions options)
{
    private readonly ILogger _logger = QuietLogger.Create(options.LoggerFactory, options.Name.Length == 0 ? "Derp.Kv.Ledger" : $"Derp.Kv.Ledger.{options.Name}");
    private bool _isFailing;

    /// <summary>Said once until a purge succeeds: the next ones fail for the same reason.</summary>
    public void Failed(Exception exception)
    {
        if (!_isFailing)
            PurgeFailed(Failure.Describe(exception));
        _isFailing = true;
    }

    public void Succeeded(long rows)
    {
        if (_isFailing)
            PurgeResumed(rows);
        _isFailing = false;
    }

    public void ReloadRefused(IEnumerable<string> problems) => ReloadRefusedCore(string.Join(" ", problems));

    [LoggerMessage(210, LogLevel.Warning, "Expired rows of the ledger could not be purged; it is tried again, and this is not logged again until it succeeds. {Failure}", EventName = "PurgeFailed")]
    private partial void PurgeFailed(string failure);

    [LoggerMessage(211, LogLevel.Information, "Expired rows of the ledger are purged again: {Rows}.", EventName = "PurgeResumed")]
    private partial void PurgeResumed(long rows);

    [LoggerMessage(212, LogLevel.Warning, "The configuration was reloaded and is not valid; the ledger keeps the settings of methods that it had. {Problems}", EventName = "LedgerReloadRefused")]
    private partial void ReloadRefusedCore(string problems);
}
