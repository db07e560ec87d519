using Derp.Kv.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Derp.Kv.Ledger.DependencyInjection.Health;

/// <summary>Whether a ledger's table answers, and whether its expired rows are purged. One that grows makes each call slower in the end, and stops none.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="lag">How long an expired row may stand; null: any time.</param>
internal sealed class LedgerHealthCheck(KvLedger ledger, TimeSpan? lag) : IHealthCheck
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var time = ledger.Options.TimeProvider;
        var began = time.GetTimestamp();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var timer = time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), enough, s_patience, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        LedgerStatus status;
        try
        {
            status = await ledger.GetStatusAsync(enough.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(context.Registration.FailureStatus, "The database did not answer within a second.", data: DataOf(null, began));
        }
        catch (KvException e)
        {
            return new(context.Registration.FailureStatus, Failure.Describe(e), data: DataOf(null, began));
        }

        var data = DataOf(status, began);
        return lag is { } allowed && status.OldestExpired > allowed
            ? HealthCheckResult.Degraded("Expired rows of the ledger are not purged: its table grows.", data: data)
            : HealthCheckResult.Healthy("The ledger answers.", data);
    }

    private Dictionary<string, object> DataOf(LedgerStatus? status, long began)
    {
        var data = new Dictionary<string, object>
        {
            ["backend"] = ledger.GetType().Name,
            ["latencyMs"] = ledger.Options.TimeProvider.GetElapsedTime(began).TotalMilliseconds,
        };
        if (status is null)
            return data;
        data["rows"] = status.Rows;
        data["rowsAreEstimated"] = status.IsEstimate;
        if (status.Size is { } size)
            data["bytes"] = size;
        data["oldestExpiredSeconds"] = status.OldestExpired?.TotalSeconds ?? 0;
        return data;
    }
}
