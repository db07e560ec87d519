using System.Buffers;
using System.Text;
using Microsoft.Extensions.Caching.Hybrid;

namespace Derp.Kv.Hybrid.Serializers;

/// <summary>Text as UTF-8, and bytes as they are.</summary>
internal sealed class PlainSerializer : IHybridCacheSerializer<string>, IHybridCacheSerializer<byte[]>
{
    public static readonly object Instance = new PlainSerializer();

    // Text with an unpaired surrogate has no UTF-8 form: it is not stored, rather than changed.
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    string IHybridCacheSerializer<string>.Deserialize(ReadOnlySequence<byte> source) => s_strict.GetString(source);

    void IHybridCacheSerializer<string>.Serialize(string value, IBufferWriter<byte> target) => s_strict.GetBytes(value, target);

    byte[] IHybridCacheSerializer<byte[]>.Deserialize(ReadOnlySequence<byte> source) => source.ToArray();

    void IHybridCacheSerializer<byte[]>.Serialize(byte[] value, IBufferWriter<byte> target) => target.Write(value);
}
