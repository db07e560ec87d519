namespace Derp.Kv;

// Tags: each has a random stamp on the server. A value carries the stamps that its tags had before its body began.
public abstract partial class KvClient
{
    /// <summary>
    /// Makes every value with the tag invalid, also one whose body is running: its stamp is removed. One round trip, however many values there are.
    /// </summary>
    /// <param name="tag">The key of the stamp, as a generated <c>KeyOf…</c> has it.</param>
    /// <param name="cancellationToken">Ends the wait; the invalidation may happen all the same.</param>
    /// <exception cref="KvException">The store failed or refused the command.</exception>
    public ValueTask InvalidateTagAsync(ReadOnlyMemory<byte> tag, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
