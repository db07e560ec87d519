namespace Derp.Kv;

// Compare and change in one step, decided on the server: one round trip each.
public abstract partial class KvClient
{
    /// <summary>Writes a value if the key has none, otherwise reads the existing one. One round trip (<c>SET … NX GET</c>).</summary>
    /// <param name="key">Any bytes.</param>
    /// <param name="value">Any bytes, also none.</param>
    /// <param name="ttl">More than zero; rounded up to whole milliseconds and clamped to 1,000 years.</param>
    /// <param name="cancellationToken">Ends the wait; the write may happen all the same.</param>
    /// <returns>Null when the value was written; otherwise the existing value.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ttl"/> is zero or less.</exception>
    public ValueTask<byte[]?> SetNxGetAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken = default) =>
        InvokeAsync((key, value, ttl: Ttl.Normalize(ttl)), static (client, a, ct) => client.SetNxGetCoreAsync(a.key, a.value, a.ttl, ct), cancellationToken);

    /// <summary>Replaces a value if it has exactly the expected bytes. One round trip.</summary>
    /// <param name="key">Any bytes.</param>
    /// <param name="expected">The current value must equal these bytes. If the key does not exist, nothing is changed.</param>
    /// <param name="value">Any bytes, also none.</param>
    /// <param name="ttl">More than zero; rounded up to whole milliseconds and clamped to 1,000 years. Null: no expiry.</param>
    /// <param name="cancellationToken">Ends the wait; the write may happen all the same.</param>
    /// <returns>Whether the value was replaced.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ttl"/> is zero or less.</exception>
    public ValueTask<bool> CompareAndSetAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> value, TimeSpan? ttl = null, CancellationToken cancellationToken = default) =>
        InvokeAsync((key, expected, value, ttl: Ttl.Normalize(ttl)), static (client, a, ct) => client.CompareAndSetCoreAsync(a.key, a.expected, a.value, a.ttl, ct), cancellationToken);

    /// <summary>Deletes a key if its value has exactly the expected bytes. One round trip.</summary>
    /// <param name="key">Any bytes.</param>
    /// <param name="expected">The current value must equal these bytes. If the key does not exist, nothing is changed.</param>
    /// <param name="cancellationToken">Ends the wait; the write may happen all the same.</param>
    /// <returns>Whether the value was deleted.</returns>
    public ValueTask<bool> CompareAndDeleteAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, CancellationToken cancellationToken = default) =>
        InvokeAsync((key, expected), static (client, a, ct) => client.CompareAndDeleteCoreAsync(a.key, a.expected, ct), cancellationToken);

    /// <summary>Sets the expiry of a key if its value has exactly the expected bytes. One round trip.</summary>
    /// <param name="key">Any bytes.</param>
    /// <param name="expected">The current value must equal these bytes. If the key does not exist, nothing is changed.</param>
    /// <param name="ttl">More than zero; rounded up to whole milliseconds and clamped to 1,000 years.</param>
    /// <param name="cancellationToken">Ends the wait; the write may happen all the same.</param>
    /// <returns>Whether the expiry was set.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ttl"/> is zero or less.</exception>
    public ValueTask<bool> CompareAndExpireAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, TimeSpan ttl, CancellationToken cancellationToken = default) =>
        InvokeAsync((key, expected, ttl: Ttl.Normalize(ttl)), static (client, a, ct) => client.CompareAndExpireCoreAsync(a.key, a.expected, a.ttl, ct), cancellationToken);

    /// <summary>Implements <see cref="SetNxGetAsync"/>.</summary>
    /// <param name="key">The key; valid until the returned task ends.</param>
    /// <param name="value">The value; valid until the returned task ends.</param>
    /// <param name="ttl">Whole milliseconds, 1 or more, at most 1,000 years.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<byte[]?> SetNxGetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken);

    /// <summary>Implements <see cref="CompareAndSetAsync"/>.</summary>
    /// <param name="key">The key; valid until the returned task ends.</param>
    /// <param name="expected">The current value must equal these bytes.</param>
    /// <param name="value">The value; valid until the returned task ends.</param>
    /// <param name="ttl">Whole milliseconds, 1 or more, at most 1,000 years; null for no expiry.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<bool> CompareAndSetCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> value, TimeSpan? ttl, CancellationToken cancellationToken);

    /// <summary>Implements <see cref="CompareAndDeleteAsync"/>.</summary>
    /// <param name="key">The key; valid until the returned task ends.</param>
    /// <param name="expected">The current value must equal these bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<bool> CompareAndDeleteCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, CancellationToken cancellationToken);

    /// <summary>Implements <see cref="CompareAndExpireAsync"/>.</summary>
    /// <param name="key">The key; valid until the returned task ends.</param>
    /// <param name="expected">The current value must equal these bytes.</param>
    /// <param name="ttl">Whole milliseconds, 1 or more, at most 1,000 years.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<bool> CompareAndExpireCoreAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> expected, TimeSpan ttl, CancellationToken cancellationToken);
}
