using System.Collections.Concurrent;
using Derp.Kv.Coordination;

namespace Derp.Kv.Ledger.Coordination;

/// <summary>
/// The calls of this process that ask for a key or run its body, one a key. A duplicate waits for it in memory, without a connection, and
/// hears at once when it ends. The database alone decides who runs: a call that is not listed here costs connections, nothing else.
/// </summary>
internal sealed class CallsHere
{
    private readonly ConcurrentDictionary<byte[], CallHere> _calls = new(ByteArrayComparer.Instance);

    /// <summary>Lists a call. If another one has the key, that is returned.</summary>
    public CallHere? TryEnter(byte[] key, CallHere call)
    {
        var listed = _calls.GetOrAdd(key, call);
        return ReferenceEquals(listed, call) ? null : listed;
    }

    /// <summary>Ends a call that is listed.</summary>
    public void Leave(byte[] key, CallHere call)
    {
        _calls.TryRemove(new(key, call));
        call.End();
    }
}
