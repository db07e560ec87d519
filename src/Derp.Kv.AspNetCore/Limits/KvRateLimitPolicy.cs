using Derp.Kv.Coordination;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Derp.Kv.AspNetCore;

/// <summary>One policy: how many requests of a partition are admitted in a window, over all processes. Checked at start.</summary>
public sealed class KvRateLimitPolicy
{
    internal KvRateLimitPolicy(string name) => Name = name;

    /// <summary>The policy's name, for <c>RequireRateLimiting</c> and <c>[EnableRateLimiting]</c>. Callers see it in <c>RateLimit</c>. Part of every key.</summary>
    public string Name { get; }

    /// <summary>Permits given per window, 1 or more; the product with the window in milliseconds stays below 2^53. Required, but with <see cref="Settings"/>.</summary>
    public long Limit { get; set; }

    /// <summary>Whole milliseconds, 1 ms to 365 days. Required, but with <see cref="Settings"/>.</summary>
    public TimeSpan Window { get; set; }

    /// <summary>How permits are counted. Default: <see cref="RateLimitAlgorithm.FixedWindow"/>.</summary>
    public RateLimitAlgorithm Algorithm { get; set; } = RateLimitAlgorithm.FixedWindow;

    /// <summary>Permits that a token bucket can give at once, 1 to <see cref="Limit"/>; only for a token bucket. Null: the limit.</summary>
    public long? Burst { get; set; }

    /// <summary>What is decided when the store cannot be asked. Default: <see cref="RateLimitUnavailable.Allow"/>.</summary>
    public RateLimitUnavailable OnUnavailable { get; set; } = RateLimitUnavailable.Allow;

    /// <summary>What shares one count. Default: <see cref="KvPartition.ClientIp"/>.</summary>
    public KvPartition PartitionBy { get; set; } = KvPartition.ClientIp;

    /// <summary>
    /// The limit of a request, given the value of its partition, such as the user. It is asked once for each request, so that a changed plan
    /// counts with the next one. Null, or a result of null: <see cref="Limit"/> and <see cref="Window"/>.
    /// </summary>
    public Func<HttpContext, string, KvRateLimitSettings?>? Settings { get; set; }

    /// <summary>
    /// Permits that a request takes, from 0, which is always admitted, to the limit. It is asked once for each request. If the result is out
    /// of range, the request fails with <see cref="ArgumentOutOfRangeException"/>. Null: 1.
    /// </summary>
    public Func<HttpContext, int>? Cost { get; set; }

    /// <summary>
    /// Is called before a rejection is answered, in place of <see cref="RateLimiterOptions.OnRejected"/>. If it has written the answer, nothing
    /// is added; otherwise a problem document follows, with the status that it has set.
    /// </summary>
    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected { get; set; }

    /// <summary>The name under which the client is registered. Null: the client without a name.</summary>
    public string? Client { get; set; }

    /// <summary>The policy's own limit; null if there is none.</summary>
    internal PermitRequest? Own => Limit == 0 && Window == TimeSpan.Zero ? null : new PermitRequest(Limit, Window, Algorithm: Algorithm, Burst: Burst ?? 0);

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(PartitionBy);
        if (!Enum.IsDefined(OnUnavailable))
            throw new ArgumentOutOfRangeException(nameof(OnUnavailable), OnUnavailable, $"Not a known {nameof(RateLimitUnavailable)}.");
        if (Burst is < 1)
            throw new ArgumentOutOfRangeException(nameof(Burst), Burst, "The burst must be 1 or more, or null for the limit.");
        if (Own is { } own)
            own.Validate();
        else if (Settings is null)
            throw new ArgumentException($"The policy \"{Name}\" needs {nameof(Limit)} and {nameof(Window)}, or {nameof(Settings)}.", nameof(Limit));
    }
}
