using System.Buffers;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Keys;

namespace Derp.Kv.Runtime;

/// <summary>The fingerprint of an idempotent call's arguments.</summary>
internal static class ArgumentFingerprint
{
    private const int MostKept = 4096;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _arguments;

    /// <summary>Hashes the arguments that must be the same under one key.</summary>
    /// <exception cref="ArgumentException">An argument cannot be compared.</exception>
    public static Fingerprint Of<TKey>(TKey key, string method)
        where TKey : struct, IFingerprintedKey
    {
        // Taken while it is in use, in case an argument's serializer calls this again.
        var buffer = _arguments ?? new ArrayBufferWriter<byte>();
        _arguments = null;
        ArgumentBytes.Write(buffer, key, method);
        var fingerprint = Fingerprint.Of(buffer.WrittenSpan);

        // Arguments must not stay in memory, nor must a large buffer.
        buffer.Clear();
        if (buffer.Capacity <= MostKept)
            _arguments = buffer;
        return fingerprint;
    }
}
