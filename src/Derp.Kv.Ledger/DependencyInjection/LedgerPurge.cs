using Derp.Kv.Coordination;
using Derp.Kv.Ledger.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace Derp.Kv.Ledger.DependencyInjection;

/// <summary>
/// Deletes a ledger's expired rows while the host runs. Several processes may do it at a time: each batch takes rows that no other has. A purge that fails
/// never stops the host, since expired rows count as absent anyway.
/// </summary>
internal sealed class LedgerPurge(KvLedger ledger, TimeSpan? interval, int batch, Chance chance) : BackgroundService
{
    // The database may be back soon.
    private static readonly TimeSpan s_retry = TimeSpan.FromMinutes(1);

    private readonly PurgeLog _log = new(ledger.Options);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (interval is not { } regular)
            return;

        try
        {
            // Processes that start together do not purge together.
            var pause = regular * chance.NextDouble();
            while (true)
            {
                await Task.Delay(pause, ledger.Options.TimeProvider, stoppingToken).ConfigureAwait(false);
                var next = await TryPurgeAsync(stoppingToken).ConfigureAwait(false) || regular < s_retry ? regular : s_retry;
                pause = next * (0.9 + (0.2 * chance.NextDouble()));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task<bool> TryPurgeAsync(CancellationToken stoppingToken)
    {
        try
        {
            _log.Succeeded(await ledger.PurgeAsync(batch, stoppingToken).ConfigureAwait(false));
            return true;
        }
#pragma warning disable CA1031 // A driver may throw anything, and the host must go on.
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            _log.Failed(e);
            return false;
        }
    }
}
