using System.Threading.RateLimiting;

namespace Derp.Kv.RateLimiting;

/// <summary>The answer to every synchronous attempt: nothing was asked, nothing is consumed, and the reason says so.</summary>
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
        metadata = metadataName == MetadataName.ReasonPhrase.Name ? "A limit that a key-value store keeps is asked by AcquireAsync only." : null;
        return metadata is not null;
    }
}
