using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Derp.Kv.Coordination.Claims;

/// <summary>Stands for the arguments of an idempotent call: the first 16 bytes of SHA-256, or zero if there are none.</summary>
internal readonly record struct Fingerprint(UInt128 Bits)
{
    public const int Size = 16;

    public static Fingerprint Of(ReadOnlySpan<byte> arguments)
    {
        if (arguments.IsEmpty)
            return default;

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(arguments, hash);
        return Read(hash);
    }

    public static Fingerprint Read(ReadOnlySpan<byte> source) => new(BinaryPrimitives.ReadUInt128BigEndian(source));

    public void CopyTo(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, Bits);
}
