using System.Threading.RateLimiting;

namespace Derp.Kv.RateLimiting;

/// <summary>
/// A decision in the form of the framework. Disposal does not return permits. Unknown values are absent from the
/// metadata, not zero.
/// </summary>
/// <param name="name">The limiter's name.</param>
/// <param name="result">The limiter's decision.</param>
/// <param name="permitCount">The requested permits. A request for 0 permits at a used-up limit is a failed lease.</param>
internal sealed class KvRateLimitLease(string name, RateLimitResult result, int permitCount) : RateLimitLease
{
    private static readonly string[] s_names =
    [
        MetadataName.RetryAfter.Name,
        MetadataName.ReasonPhrase.Name,
        KvRateLimitMetadataName.Name.Name,
        KvRateLimitMetadataName.Limit.Name,
        KvRateLimitMetadataName.Remaining.Name,
        KvRateLimitMetadataName.ResetAfter.Name,
        KvRateLimitMetadataName.Counted.Name,
    ];

    public override bool IsAcquired { get; } = result.Allowed && (permitCount > 0 || result.Remaining > 0 || !result.Counted);

    public override IEnumerable<string> MetadataNames => s_names.Where(metadataName => Find(metadataName) is not null);

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = Find(metadataName);
        return metadata is not null;
    }

    private object? Find(string metadataName)
    {
        if (metadataName == MetadataName.RetryAfter.Name)
            return result.RetryAfter;
        if (metadataName == MetadataName.ReasonPhrase.Name)
            return Reason;
        if (metadataName == KvRateLimitMetadataName.Name.Name)
            return name;
        if (metadataName == KvRateLimitMetadataName.Limit.Name)
            return result.Limit;
        if (metadataName == KvRateLimitMetadataName.Counted.Name)
            return result.Counted;
        if (!result.Counted)
            return null;
        if (metadataName == KvRateLimitMetadataName.Remaining.Name)
            return result.Remaining;
        return metadataName == KvRateLimitMetadataName.ResetAfter.Name ? result.ResetAfter : null;
    }

    private string? Reason => (IsAcquired, result.Counted) switch
    {
        (true, _) => null,
        (false, true) => "The rate limit is reached.",
        _ => "The rate limit could not be counted: the key-value store is unavailable.",
    };
}
