using Derp.Kv.Coordination;

namespace Derp.Kv.Runtime;

/// <summary>All that a <c>[RateLimited]</c> descriptor derives from its settings. Never changes: a reload of the configuration puts another one in its place.</summary>
/// <param name="Request">Checked.</param>
/// <param name="Batch">Units that are taken in advance at most; above the limit, as many as the limit. 1: none.</param>
internal sealed record LimitTerms(PermitRequest Request, long Batch)
{
    /// <summary>Whether calls are counted at all; otherwise all are admitted.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>These with what the configuration changes.</summary>
    public LimitTerms With(MethodOverride changes)
    {
        var request = Request with { Limit = changes.Limit ?? Request.Limit, Window = changes.Window ?? Request.Window };
        request.Validate();
        return new LimitTerms(request, Batch) { IsEnabled = changes.Enabled ?? IsEnabled };
    }
}
