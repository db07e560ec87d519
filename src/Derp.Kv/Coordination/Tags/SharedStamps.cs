namespace Derp.Kv.Coordination.Tags;

/// <summary>Asks for the stamps of values that are asked for together: for each tag once, however many of them have it. Not thread-safe.</summary>
/// <param name="client">The client.</param>
/// <param name="life">How long values with these stamps may live from now.</param>
internal sealed class SharedStamps(KvClient client, TimeSpan life)
{
    private readonly Dictionary<byte[], Task<byte[]>> _stamps = new(ByteArrayComparer.Instance);

    /// <summary>The stamp of a tag; made if there is none.</summary>
    public Task<byte[]> TakeAsync(byte[] tag)
    {
        if (!_stamps.TryGetValue(tag, out var stamp))
            _stamps.Add(tag, stamp = client.Inner.TakeStampAsync(tag, client.Chance.NextStamp(), life).AsTask());
        return stamp;
    }
}
