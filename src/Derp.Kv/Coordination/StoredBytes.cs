namespace Derp.Kv.Coordination;

/// <summary>The result of a read, valid until it is returned to its pool: most values are decoded at once and needed no longer.</summary>
/// <param name="memory">The bytes; they are not written to.</param>
/// <param name="owner">Takes the buffer back; null if there is none.</param>
internal readonly struct StoredBytes(ReadOnlyMemory<byte> memory, IDisposable? owner = null)
{
    /// <summary>A value that is no buffer's, with what the lease's key says.</summary>
    public StoredBytes(ReadOnlyMemory<byte> memory, byte[]? state)
        : this(memory, state is null ? null : new Companion(state))
    {
    }

    /// <summary>What the lease's key says; null: nothing, or it was not read.</summary>
    public byte[]? State => (owner as Companion)?.State;

    public ReadOnlyMemory<byte> Memory { get; } = memory;

    /// <summary>
    /// Returns the buffer. Not for a <c>finally</c>: after an exception other code may still read it, and a
    /// buffer that is never returned costs only itself.
    /// </summary>
    public void Return() => owner?.Dispose();

    // In the place of an owner, so that a value without it is no larger.
    private sealed class Companion(byte[] state) : IDisposable
    {
        public byte[] State => state;

        public void Dispose()
        {
        }
    }
}
