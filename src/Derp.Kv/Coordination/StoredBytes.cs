namespace Derp.Kv.Coordination;

/// <summary>What a read has brought, valid until it is given back: most values are decoded at once and needed no longer.</summary>
/// <param name="memory">The bytes; nobody writes to them.</param>
/// <param name="owner">Takes the buffer back; null where there is nobody to.</param>
internal readonly struct StoredBytes(ReadOnlyMemory<byte> memory, IDisposable? owner = null)
{
    public ReadOnlyMemory<byte> Memory { get; } = memory;

    /// <summary>
    /// Gives the buffer back. Not for a <c>finally</c>: after an exception it is not certain that nobody reads on, and a
    /// buffer that is never given back costs nothing but itself.
    /// </summary>
    public void Return() => owner?.Dispose();
}
