using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Derp.Kv.AspNetCore;

/// <summary>The policies of <c>AddKvRateLimiter</c>, and how answers tell them.</summary>
public sealed class KvRateLimitingOptions
{
    private readonly List<KvRateLimitPolicy> _policies = [];
    private readonly List<KvRateLimitPolicy> _global = [];

    /// <summary>The fields of every answer that a limit was asked for, whatever its status. Default: <see cref="KvRateLimitFields.Draft"/>.</summary>
    public KvRateLimitFields Fields { get; set; } = KvRateLimitFields.Draft;

    internal IReadOnlyList<KvRateLimitPolicy> Policies => _policies;

    internal IReadOnlyList<KvRateLimitPolicy> GlobalPolicies => _global;

    /// <summary>Adds a policy for the endpoints that name it, by <c>RequireRateLimiting</c> or <see cref="EnableRateLimitingAttribute"/>.</summary>
    /// <param name="name">The policy's name; not empty, without user data.</param>
    /// <param name="configure">Sets what it limits.</param>
    /// <exception cref="ArgumentException">A setting is missing or out of its range, or the name is taken.</exception>
    public KvRateLimitingOptions AddPolicy(string name, Action<KvRateLimitPolicy> configure)
    {
        _policies.Add(Configured(name, configure));
        return this;
    }

    /// <summary>
    /// Adds a policy for all requests, but those of endpoints with <see cref="DisableRateLimitingAttribute"/>. Global policies are asked in the
    /// order in which they were added, then <see cref="RateLimiterOptions.GlobalLimiter"/>, then the endpoint's policy. What they have counted
    /// is not given back if a later one denies.
    /// </summary>
    /// <param name="name">The policy's name; not empty, without user data.</param>
    /// <param name="configure">Sets what it limits.</param>
    /// <exception cref="ArgumentException">A setting is missing or out of its range, or the name is taken.</exception>
    public KvRateLimitingOptions AddGlobalPolicy(string name, Action<KvRateLimitPolicy> configure)
    {
        _global.Add(Configured(name, configure));
        return this;
    }

    private KvRateLimitPolicy Configured(string name, Action<KvRateLimitPolicy> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(configure);
        if (_policies.Concat(_global).Any(policy => policy.Name == name))
            throw new ArgumentException($"There is already a policy with the name \"{name}\".", nameof(name));

        var policy = new KvRateLimitPolicy(name);
        configure(policy);
        policy.Validate();
        return policy;
    }
}
