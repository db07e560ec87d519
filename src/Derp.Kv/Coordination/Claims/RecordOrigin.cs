using System.Buffers.Binary;
using System.Text;

namespace Derp.Kv.Coordination.Claims;

/// <summary>Which method's record it is: the hash of the method's template, or of a helper's name, and the type of its result (K10).</summary>
internal readonly record struct RecordOrigin(ulong Bits)
{
    public const int Size = 8;

    /// <summary>What <c>AlreadyProcessedAsync</c> and <c>ProcessOnceAsync</c> write: they share their records.</summary>
    public static RecordOrigin Event { get; } = Of("", StoredType.Void);

    public static RecordOrigin Of(string template, StoredType type) => new(type.Check(Encoding.UTF8.GetBytes(template)));

    public static RecordOrigin Read(ReadOnlySpan<byte> source) => new(BinaryPrimitives.ReadUInt64BigEndian(source));

    public void CopyTo(Span<byte> destination) => BinaryPrimitives.WriteUInt64BigEndian(destination, Bits);
}
