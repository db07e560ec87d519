using Derp.Kv;
using Derp.Kv.DependencyInjection;
using Derp.Kv.DependencyInjection.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the health check of Derp.Kv.</summary>
public static class DerpKvHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check that reads one key of the client's store (<see cref="KvClientOptions.KeyPrefix"/> + <c>derp:health</c>), and waits a second at most.
    /// </summary>
    /// <remarks>
    /// Healthy: the store answers. Degraded: it does not, it takes no writes, or invalidations wait to be repeated. Unhealthy: the server refuses
    /// the login or the command. Use it for readiness, not for liveness: a restart does not bring the store back.
    /// </remarks>
    /// <param name="builder">The builder of <c>AddHealthChecks</c>.</param>
    /// <param name="name">The name of the check. Null: <c>derp-kv</c>, of a named client <c>derp-kv_</c> and its name.</param>
    /// <param name="client">The name of the client, as <c>AddDerpKv</c> was given. Null: the one without a name.</param>
    /// <param name="requireStore">Whether the application cannot work without the store, as with claims, or with limits that deny if it is away: then <paramref name="failureStatus"/> is reported in place of Degraded.</param>
    /// <param name="failureStatus">What is reported if the store is required and does not answer. Null: Unhealthy.</param>
    /// <param name="tags">Tags of the check. Null: none.</param>
    public static IHealthChecksBuilder AddDerpKv(
        this IHealthChecksBuilder builder,
        string? name = null,
        string? client = null,
        bool requireStore = false,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name ?? (client is null ? "derp-kv" : $"derp-kv_{client}"),
            provider => new KvHealthCheck(RegisteredClients.Find(provider, client), requireStore),
            failureStatus,
            tags));
    }
}
