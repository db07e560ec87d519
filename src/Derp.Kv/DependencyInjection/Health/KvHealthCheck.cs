using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Derp.Kv.DependencyInjection.Health;

/// <summary>
/// Whether a client's store answers. One read of one key: every feature's permissions allow it, and a cluster with a node down, that serves all keys,
/// is healthy. A store that is away degrades an application, which goes on without its cache, and fails one that cannot go on.
/// </summary>
internal sealed class KvHealthCheck(KvClient client, bool requireStore) : IHealthCheck
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly byte[] _key = [.. client.KeyPrefixUtf8, .. "derp:health"u8];

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var began = client.Time.GetTimestamp();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var timer = client.Time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), enough, s_patience, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        string? failure = null;
        try
        {
            await client.GetAsync(_key, enough.Token).ConfigureAwait(false);
            // This read is a test as well: a process that gets no calls while it is not ready would stay so.
            client.Breaker.Succeeded();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            failure = "The server did not answer within a second.";
        }
        catch (KvUnavailableException e)
        {
            failure = e.Message;
        }
        catch (KvException e)
        {
            // Permissions, the login, the type of the key: waiting does not repair them.
            return new(HealthStatus.Unhealthy, e.Message, data: DataOf(client.GetStatus(), began));
        }

        var status = client.GetStatus();
        var data = DataOf(status, began);
        // Calls alone test the breaker of writes. Those who send none to a process that fails would never learn that the store takes them again.
        var mayTakeWrites = failure is null && status.WriteBreakerOpen && client.WriteBreaker.IsTestDue;
        if (failure is null && status.WriteBreakerOpen)
            failure = "The circuit breaker of writes is open: the store takes no writes.";
        if (failure is not null)
            return new(requireStore && !mayTakeWrites ? context.Registration.FailureStatus : HealthStatus.Degraded, failure, data: data);

        return status.QueuedInvalidations > 0
            ? HealthCheckResult.Degraded("Invalidations wait to be repeated: other processes may return old values.", data: data)
            : HealthCheckResult.Healthy("The store answers.", data);
    }

    private Dictionary<string, object> DataOf(KvStatus status, long began) => new()
    {
        ["backend"] = client.GetType().Name,
        ["latencyMs"] = client.Time.GetElapsedTime(began).TotalMilliseconds,
        ["breakerOpen"] = status.BreakerOpen,
        ["writeBreakerOpen"] = status.WriteBreakerOpen,
        ["queuedInvalidations"] = status.QueuedInvalidations,
    };
}
