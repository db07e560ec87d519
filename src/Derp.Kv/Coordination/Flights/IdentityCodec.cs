using System.Diagnostics.CodeAnalysis;

namespace Derp.Kv.Coordination.Flights;

/// <summary>The caller's bytes as they are, so that programs in other languages can share them.</summary>
internal sealed class IdentityCodec : GuardCodec<byte[]>
{
    public static readonly IdentityCodec Instance = new();

    public override bool TryDecode(ReadOnlySpan<byte> key, ReadOnlyMemory<byte> stored, [MaybeNullWhen(false)] out byte[] value)
    {
        value = stored.ToArray();
        return true;
    }

    public override byte[] Encode(ReadOnlySpan<byte> key, byte[] value, TimeProvider time, in ValueNotes notes) => value.AsSpan().ToArray();

    public override bool ShouldStore(byte[] value) => true;

    public override int MaxSize(KvClientOptions options) => int.MaxValue;
}
