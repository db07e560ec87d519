using System.Threading.RateLimiting;

namespace Derp.Kv.RateLimiting;

/// <summary>The answer to every synchronous attempt: the store was not asked, and no permit was taken; the reason phrase states it.</summary>
internal sealed class NotAskedLease : RateLimitLease
{
    private NotAskedLease()
    {
    }

    public static NotAskedLease Instance { get; } = new();

    public override bool IsAcquired => false;

    public override IEnumerable<string> MetadataNames => [MetadataName.ReasonPhrase.Name];

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = metadataName == MetadataName.ReasonPhrase.Name ? "A limit in a key-value store can be acquired only by AcquireAsync." : null;
        return metadata is not null;
    }
}
