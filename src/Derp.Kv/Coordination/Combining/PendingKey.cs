namespace Derp.Kv.Coordination.Combining;

/// <summary>The read of one key.</summary>
internal sealed class PendingKey(bool wakesOnPool, SparePool<PendingKey> pool, LargeKeys large) : CombinedCall<StoredBytes?>(wakesOnPool), IPendingRead
{
    /// <summary>Set for each use.</summary>
    public byte[] Key { get; set; } = [];

    public int Count => 1;

    public void WriteTo(Span<byte[]> keys) => keys[0] = Key;

    public void Take(ReadOnlySpan<byte[]?> values)
    {
        var value = values[0];
        large.Note(Key, value?.Length ?? 0);
        Succeed(value is null ? null : new StoredBytes(value));
    }

    public async ValueTask SendAloneAsync(IReadTransport transport) =>
        Succeed(await transport.ReadAloneAsync(Key, isCounted: false, CancellationToken.None).ConfigureAwait(false));

    protected override void Recycle()
    {
        Key = [];
        pool.Return(this);
    }
}
