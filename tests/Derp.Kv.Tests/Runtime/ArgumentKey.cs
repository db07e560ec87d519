using System.Buffers;
using Derp.Kv.Coordination;
using Derp.Kv.Coordination.Claims;
using Derp.Kv.Keys;
using Derp.Kv.Runtime;
using Derp.Kv.Serialization;
using MessagePack;

namespace Derp.Kv.Tests.Runtime;

/// <summary>One key, and one argument that makes up the fingerprint, as the generator writes it.</summary>
internal readonly struct ArgumentKey<T>(MessagePackKvSerializer<T> serializer, T argument) : IFingerprintedKey
{
    public void WriteKey(ref KeyWriter writer) => writer.AppendLiteral("argument"u8);

    public void WriteFingerprint(ref MessagePackWriter writer) => serializer.Write(ref writer, argument);
}

internal static class Fingerprints
{
    public static Fingerprint Of<T>(MessagePackKvSerializer<T> serializer, T argument)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ArgumentBytes.Write(buffer, new ArgumentKey<T>(serializer, argument), "Tests.Method");
        return Fingerprint.Of(buffer.WrittenSpan);
    }
}
