using System.Threading.RateLimiting;

namespace Derp.Kv.RateLimiting;

/// <summary>
/// A decision in the form of the framework. Permits are spent, not lent: disposal gives none back. Metadata that is not
/// known is not there, so that nobody shows a zero that means "not asked".
/// </summary>
/// <param name="result">The limiter's decision.</param>
/// <param name="permitCount">What was asked for. A look at a spent limit is a failed lease: there is nothing to acquire.</param>
internal sealed class KvRateLimitLease(RateLimitResult result, int permitCount) : RateLimitLease
{
    private static readonly string[] s_names =
    [
        MetadataName.RetryAfter.Name,
        MetadataName.ReasonPhrase.Name,
        KvRateLimitMetadataName.Limit.Name,
        KvRateLimitMetadataName.Remaining.Name,
        KvRateLimitMetadataName.ResetAfter.Name,
        KvRateLimitMetadataName.Counted.Name,
    ];

    public override bool IsAcquired { get; } = result.Allowed && (permitCount > 0 || result.Remaining > 0 || !result.Counted);

    public override IEnumerable<string> MetadataNames => s_names.Where(name => Find(name) is not null);

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = Find(metadataName);
        return metadata is not null;
    }

    private object? Find(string name)
    {
        if (name == MetadataName.RetryAfter.Name)
            return result.RetryAfter;
        if (name == MetadataName.ReasonPhrase.Name)
            return Reason;
        if (name == KvRateLimitMetadataName.Limit.Name)
            return result.Limit;
        if (name == KvRateLimitMetadataName.Counted.Name)
            return result.Counted;
        if (!result.Counted)
            return null;
        if (name == KvRateLimitMetadataName.Remaining.Name)
            return result.Remaining;
        return name == KvRateLimitMetadataName.ResetAfter.Name ? result.ResetAfter : null;
    }

    private string? Reason => (IsAcquired, result.Counted) switch
    {
        (true, _) => null,
        (false, true) => "The rate limit is reached.",
        _ => "The rate limit could not be counted: the key-value store is unavailable.",
    };
}
