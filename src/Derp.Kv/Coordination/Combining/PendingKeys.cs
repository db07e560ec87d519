namespace Derp.Kv.Coordination.Combining;

/// <summary>The read of several keys at one moment.</summary>
internal sealed class PendingKeys(bool wakesOnPool, byte[][] keys) : CombinedCall<byte[]?[]>(wakesOnPool), IPendingRead
{
    public int Count => keys.Length;

    public void WriteTo(Span<byte[]> all) => keys.CopyTo(all);

    public void Take(ReadOnlySpan<byte[]?> values) => Succeed(values.ToArray());

    public async ValueTask SendAloneAsync(IReadTransport transport) => Succeed(await transport.ReadTogether(keys).ConfigureAwait(false));

    // Its keys are one caller's.
    protected override void Recycle()
    {
    }
}
