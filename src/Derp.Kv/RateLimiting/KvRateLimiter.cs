using System.Threading.RateLimiting;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Permits;
using Derp.Kv.RateLimiting;
using Derp.Kv.Runtime;

namespace Derp.Kv;

/// <summary>
/// One counter of the store behind the framework's <see cref="RateLimiter"/>: all processes that use the same name and key share its limit.
/// Thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// <see cref="RateLimiter.AcquireAsync"/> takes one round trip; what the store has denied in the last five seconds is denied again without
/// one, until it may be admitted. A denied call takes no permits and is answered at once: there is no queue. A request for 0 permits counts nothing; its lease is acquired if a permit is left. Disposal of a
/// lease does not return permits.
/// </para>
/// <para>
/// <see cref="RateLimiter.AttemptAcquire"/> would have to block on the network. So it does not ask the store, takes no permits and
/// returns a failed lease, on every backend. ASP.NET Core's middleware tries it first and then calls
/// <see cref="RateLimiter.AcquireAsync"/>, so that a request takes one permit.
/// </para>
/// <para>
/// The limiter itself holds only statistics: a new one of the same name and key uses the same counter. After
/// disposal <see cref="RateLimiter.AcquireAsync"/> throws; <see cref="RateLimiter.AttemptAcquire"/> and statistics still work:
/// a partitioned limiter may dispose of an idle limiter just when a request uses it.
/// </para>
/// </remarks>
public sealed class KvRateLimiter : RateLimiter
{
    private readonly KvClient _client;
    private readonly byte[] _key;
    private readonly PermitRequest _request;
    private readonly RateLimitUnavailable _onUnavailable;
    private readonly string _name;
    private readonly LimiterActivity _activity;
    private volatile bool _disposed;

    /// <summary>Checks the options; does not ask the store.</summary>
    /// <param name="client">The client; not owned.</param>
    /// <param name="key">What is limited, such as a user. Any string, also an empty one.</param>
    /// <param name="options">The settings.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">An option is missing or out of its range.</exception>
    public KvRateLimiter(KvClient client, string key, KvRateLimiterOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(options);
        _request = options.Validate();
        _client = client;
        _onUnavailable = options.OnUnavailable;
        _name = options.Name;
        _key = KeyBuilder.Build(client, "derp:limiter:"u8, new LimiterKey(options.Name, key), suffix: CounterKey.SuffixOf(_request.Algorithm));
        _activity = new LimiterActivity(client.Time);
    }

    /// <summary>The time since the last call by the client's <see cref="TimeProvider"/>; null while a call is under way. A partitioned limiter disposes of those that are idle.</summary>
    public override TimeSpan? IdleDuration => _activity.IdleDuration;

    /// <summary>
    /// Statistics of this instance: the permits that remained after the store's last answer (all of them once its reset has passed),
    /// and the leases of <see cref="RateLimiter.AcquireAsync"/>. Other processes take permits too. No round trip.
    /// </summary>
    public override RateLimiterStatistics? GetStatistics() => _activity.GetStatistics(_request.Capacity);

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="permitCount"/> is above the limit, or a token bucket's burst.</exception>
    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        ThrowIfAboveLimit(permitCount);

        _activity.Touch();
        return NotAskedLease.Instance;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="permitCount"/> is above the limit, or a token bucket's burst.</exception>
    /// <exception cref="ObjectDisposedException">The limiter is disposed of.</exception>
    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        ThrowIfAboveLimit(permitCount);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return AskAsync(permitCount, cancellationToken);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        base.Dispose(disposing);
    }

    private async ValueTask<RateLimitLease> AskAsync(int permitCount, CancellationToken cancellationToken)
    {
        _activity.Begin();
        try
        {
            // The observer is that of the call, not that of whichever flow ends it.
            var observer = LimitObserver.Current;
            var request = _request with { Cost = permitCount };
            var result = await _client.LimitAsync(_key, request, _onUnavailable, _name, cancellationToken).ConfigureAwait(false);
            var lease = new KvRateLimitLease(_name, result, permitCount);
            _activity.Note(result, lease.IsAcquired);
            observer?.Note(_name, request, result);
            return lease;
        }
        finally
        {
            _activity.End();
        }
    }

    private void ThrowIfAboveLimit(int permitCount)
    {
        if (permitCount > _request.Capacity)
            throw new ArgumentOutOfRangeException(nameof(permitCount), permitCount, $"At most {_request.Capacity} permits can be acquired at once; more would never be granted.");
    }
}
