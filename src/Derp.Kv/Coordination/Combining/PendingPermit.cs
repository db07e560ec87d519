namespace Derp.Kv.Coordination.Combining;

/// <summary>A call of a limiter.</summary>
internal sealed class PendingPermit(bool wakesOnPool, SparePool<PendingPermit> pool) : CombinedCall<RateLimitResult>(wakesOnPool)
{
    /// <summary>Set for each use.</summary>
    public byte[] Key { get; set; } = [];

    /// <summary>Set for each use.</summary>
    public PermitRequest Request { get; set; }

    protected override void Recycle()
    {
        Key = [];
        pool.Return(this);
    }
}
