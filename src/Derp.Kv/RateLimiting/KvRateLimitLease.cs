using System.Threading.RateLimiting;

namespace Derp.Kv.RateLimiting;

/// <summary>
/// A decision in the form of the framework. Disposal does not return permits. Unknown values are absent from the
/// metadata, not zero.
/// </summary>
/// <param name="result">The limiter's decision.</param>
/// <param name="permitCount">The requested permits. A request for 0 permits at a used-up limit is a failed lease.</param>
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
