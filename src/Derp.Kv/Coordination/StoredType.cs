using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Derp.Kv.Coordination;

/// <summary>
/// The full name of a stored value's type. It goes into the check of an envelope and the origin of a record, so that bytes
/// which one type or method wrote are never decoded as another's (K10).
/// </summary>
internal sealed class StoredType
{
    private const int OnStack = 256;

    // The name and its length, four bytes.
    private readonly byte[] _framed;

    private StoredType(string name)
    {
        Name = name;
        var length = Encoding.UTF8.GetByteCount(name);
        _framed = new byte[length + sizeof(int)];
        Encoding.UTF8.GetBytes(name, _framed);
        BinaryPrimitives.WriteInt32BigEndian(_framed.AsSpan(length), length);
    }

    /// <summary>What stands for the type of a method without a result.</summary>
    public static StoredType Void { get; } = new("void");

    public string Name { get; }

    public static StoredType Named(string name) => new(name);

    /// <summary>The type of a helper's value.</summary>
    public static StoredType Of<T>() => Cache<T>.Value;

    /// <summary>Whether two have one name; null stands for bytes as they are.</summary>
    public static bool AreSame(StoredType? a, StoredType? b) => ReferenceEquals(a, b) || (a is not null && b is not null && a.Name == b.Name);

    /// <summary>XxHash3, 64 bits, of <c>text | name | length of the name (4)</c>. Framed from its end: no two pairs give the same bytes.</summary>
    public ulong Check(ReadOnlySpan<byte> text)
    {
        var size = text.Length + _framed.Length;
        if (size <= OnStack)
            return Check(text, stackalloc byte[OnStack]);

        var buffer = ArrayPool<byte>.Shared.Rent(size);
        var check = Check(text, buffer);
        ArrayPool<byte>.Shared.Return(buffer);
        return check;
    }

    private ulong Check(ReadOnlySpan<byte> text, Span<byte> buffer)
    {
        text.CopyTo(buffer);
        _framed.CopyTo(buffer[text.Length..]);
        return XxHash3.HashToUInt64(buffer[..(text.Length + _framed.Length)]);
    }

    private static class Cache<T>
    {
        public static readonly StoredType Value = new(TypeName.Of(typeof(T)));
    }
}
