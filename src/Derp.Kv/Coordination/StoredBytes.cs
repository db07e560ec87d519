namespace Derp.Kv.Coordination;

/// <summary>The result of a read, valid until it is returned to its pool: most values are decoded at once and needed no longer.</summary>
/// <param name="memory">The bytes; they are not written to.</param>
/// <param name="owner">Takes the buffer back; null if there is none.</param>
/// <param name="state">What the lease's key says; null: nothing, or it was not read.</param>
internal readonly struct StoredBytes(ReadOnlyMemory<byte> memory, IDisposable? owner = null, byte[]? state = null)
{
    public byte[]? State { get; } = state;

    public ReadOnlyMemory<byte> Memory { get; } = memory;

    /// <summary>
    /// Returns the buffer. Not for a <c>finally</c>: after an exception other code may still read it, and a
    /// buffer that is never returned costs only itself.
    /// </summary>
    public void Return() => owner?.Dispose();
}
