using Derp.Kv.Ledger.DependencyInjection;
using Derp.Kv.Ledger.DependencyInjection.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the health check of ledgers.</summary>
public static class KvLedgerHealthChecksBuilderExtensions
{
    /// <summary>Adds a check that asks a ledger's table for its size and its oldest expired row. One round trip; it waits a second at most.</summary>
    /// <remarks>
    /// Healthy: the table answers, and expired rows are purged. Degraded: a row has been expired for longer than
    /// <paramref name="purgeLag"/>. Unhealthy, or <paramref name="failureStatus"/>: the table does not answer, or does not exist.
    /// Use it for readiness, not for liveness: a restart does not bring the database back.
    /// </remarks>
    /// <param name="builder">The builder of <c>AddHealthChecks</c>.</param>
    /// <param name="name">The name of the check. Null: <c>derp-kv-ledger</c>, of a named ledger <c>derp-kv-ledger_</c> and its name.</param>
    /// <param name="ledger">The name of the ledger, as <c>AddKvLedger</c> was given. Null: the one without a name.</param>
    /// <param name="purgeLag">How long an expired row may stand: more than zero. Null: three times <see cref="DerpKvLedgerOptions.PurgeInterval"/>; if that is null too, any time.</param>
    /// <param name="failureStatus">What is reported if the table does not answer. Null: Unhealthy.</param>
    /// <param name="tags">Tags of the check. Null: none.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="purgeLag"/> is zero or less.</exception>
    public static IHealthChecksBuilder AddKvLedger(
        this IHealthChecksBuilder builder,
        string? name = null,
        string? ledger = null,
        TimeSpan? purgeLag = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (purgeLag is { } lag)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lag, TimeSpan.Zero, nameof(purgeLag));
        return builder.Add(new HealthCheckRegistration(
            name ?? (ledger is null ? "derp-kv-ledger" : $"derp-kv-ledger_{ledger}"),
            provider => new LedgerHealthCheck(
                RegisteredLedgers.Find(provider, ledger),
                purgeLag ?? 3 * provider.GetRequiredService<IOptionsMonitor<DerpKvLedgerOptions>>().Get(ledger ?? Options.Options.DefaultName).PurgeInterval),
            failureStatus,
            tags));
    }
}
