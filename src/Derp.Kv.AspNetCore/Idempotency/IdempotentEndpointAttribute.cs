using Derp.Kv.DependencyInjection.Overrides;

namespace Derp.Kv.AspNetCore;

/// <summary>
/// Marks an action, a controller or a handler whose requests have idempotency keys. It sets options; <c>WithIdempotency()</c> on
/// <c>MapControllers()</c>, on the endpoint or on its group puts them into effect, and the host does not start without. Settings that are left out
/// are those of the endpoint.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class IdempotentEndpointAttribute : Attribute
{
    private bool? _required;
    private InFlightBehavior? _inFlight;

    /// <inheritdoc cref="KvIdempotencyEndpointOptions.Ttl"/>
    public string? Ttl { get; set; }

    /// <inheritdoc cref="KvIdempotencyEndpointOptions.LockTtl"/>
    public string? LockTtl { get; set; }

    /// <inheritdoc cref="KvIdempotencyEndpointOptions.WaitTimeout"/>
    public string? WaitTimeout { get; set; }

    /// <inheritdoc cref="KvIdempotencyEndpointOptions.Required"/>
    public bool Required
    {
        get => _required ?? true;
        set => _required = value;
    }

    /// <inheritdoc cref="KvIdempotencyEndpointOptions.InFlight"/>
    public InFlightBehavior InFlight
    {
        get => _inFlight ?? InFlightBehavior.Reject;
        set => _inFlight = value;
    }

    /// <inheritdoc cref="KvIdempotencyEndpointOptions.Space"/>
    public string? Space { get; set; }

    /// <inheritdoc cref="KvIdempotencyEndpointOptions.Ledger"/>
    public string? Ledger { get; set; }

    /// <summary>MVC authorization filters that a replay may skip, in addition to those of <see cref="KvIdempotencyEndpointOptions.ReplayPast"/>.</summary>
#pragma warning disable CA1819 // Attributes take arrays.
    public Type[] ReplayPast { get; set; } = [];
#pragma warning restore CA1819

    /// <summary>Changes what the attribute sets; says what cannot be read.</summary>
    internal IEnumerable<string> Apply(KvIdempotencyEndpointOptions options)
    {
        var problems = new List<string>();
        options.Required = _required ?? options.Required;
        options.InFlight = _inFlight ?? options.InFlight;
        options.Space = Space ?? options.Space;
        options.Ledger = Ledger ?? options.Ledger;
        options.Ttl = Read(nameof(Ttl), Ttl, options.Ttl, problems);
        options.LockTtl = Read(nameof(LockTtl), LockTtl, options.LockTtl, problems);
        options.WaitTimeout = Read(nameof(WaitTimeout), WaitTimeout, options.WaitTimeout, problems);
        options.ReplayPast.UnionWith(ReplayPast);
        return problems;
    }

    private static TimeSpan Read(string name, string? text, TimeSpan otherwise, List<string> problems)
    {
        if (text is null)
            return otherwise;
        if (DurationText.TryParse(text, out var duration))
            return duration;
        problems.Add($"{name} of [IdempotentEndpoint] is not a duration such as \"30s\" or \"1h30m\".");
        return otherwise;
    }
}
