#pragma warning disable CA1720 // A member is named like the type that it serializes: the generator composes the names.
using System.Collections;
using System.Numerics;
using System.Text;
using Derp.Kv.Serialization.BuiltIn;

namespace Derp.Kv.Serialization;

/// <summary>
/// The serializers that generated code composes: one for each built-in type, and one for each way to compose types.
/// The bytes are those of MessagePack for C#, unless a member says otherwise. All are immutable and shared between threads.
/// </summary>
/// <remarks>
/// Each is created when it is first asked for: a starting program does not wait for those that it does not use.
/// A reference is written as nil when it is null. Input that is malformed, nests deeper than
/// <see cref="MessagePackNesting.MaxDepth"/> or declares more elements than it holds causes a <see cref="KvSerializationException"/>
/// from <see cref="MessagePackKvSerializer{T}.Deserialize"/>, and reserves no memory for missing elements.
/// </remarks>
public static partial class KvSerializers
{
    /// <summary>A boolean.</summary>
    public static MessagePackKvSerializer<bool> Boolean => BooleanSerializer.Instance;

    /// <summary>A UTF-16 code unit, as its number.</summary>
    public static MessagePackKvSerializer<char> Char => CharSerializer.Instance;

    /// <summary>A signed integer of 8 bits.</summary>
    public static MessagePackKvSerializer<sbyte> SByte => SByteSerializer.Instance;

    /// <summary>An unsigned integer of 8 bits.</summary>
    public static MessagePackKvSerializer<byte> Byte => ByteSerializer.Instance;

    /// <summary>A signed integer of 16 bits.</summary>
    public static MessagePackKvSerializer<short> Int16 => Int16Serializer.Instance;

    /// <summary>An unsigned integer of 16 bits.</summary>
    public static MessagePackKvSerializer<ushort> UInt16 => UInt16Serializer.Instance;

    /// <summary>A signed integer of 32 bits.</summary>
    public static MessagePackKvSerializer<int> Int32 => Int32Serializer.Instance;

    /// <summary>An unsigned integer of 32 bits.</summary>
    public static MessagePackKvSerializer<uint> UInt32 => UInt32Serializer.Instance;

    /// <summary>A signed integer of 64 bits.</summary>
    public static MessagePackKvSerializer<long> Int64 => Int64Serializer.Instance;

    /// <summary>An unsigned integer of 64 bits.</summary>
    public static MessagePackKvSerializer<ulong> UInt64 => UInt64Serializer.Instance;

    /// <summary>A signed integer of 128 bits: 16 bytes, big-endian. MessagePack for C# has no format for it.</summary>
    public static MessagePackKvSerializer<Int128> Int128 => Int128Serializer.Instance;

    /// <summary>An unsigned integer of 128 bits: 16 bytes, big-endian. MessagePack for C# has no format for it.</summary>
    public static MessagePackKvSerializer<UInt128> UInt128 => UInt128Serializer.Instance;

    /// <summary>An integer of any size.</summary>
    public static MessagePackKvSerializer<BigInteger> BigInteger => BigIntegerSerializer.Instance;

    /// <summary>A complex number, as an array of its two parts.</summary>
    public static MessagePackKvSerializer<Complex> Complex => ComplexSerializer.Instance;

    /// <summary>A floating-point number of 16 bits, widened to 32.</summary>
    public static MessagePackKvSerializer<Half> Half => HalfSerializer.Instance;

    /// <summary>A floating-point number of 32 bits.</summary>
    public static MessagePackKvSerializer<float> Single => SingleSerializer.Instance;

    /// <summary>A floating-point number of 64 bits.</summary>
    public static MessagePackKvSerializer<double> Double => DoubleSerializer.Instance;

    /// <summary>A decimal number, as invariant text; its scale is kept.</summary>
    public static MessagePackKvSerializer<decimal> Decimal => DecimalSerializer.Instance;

    /// <summary>Text in UTF-8. Half a surrogate pair has no UTF-8 form and is refused; MessagePack for C# writes U+FFFD.</summary>
    public static MessagePackKvSerializer<string> String => StringSerializer.Instance;

    /// <summary>Text under construction, as text.</summary>
    public static MessagePackKvSerializer<StringBuilder> StringBuilder => StringBuilderSerializer.Instance;

    /// <summary>Bits, as an array of booleans.</summary>
    public static MessagePackKvSerializer<BitArray> BitArray => BitArraySerializer.Instance;

    /// <summary>An absolute or relative URI, as its original text.</summary>
    public static MessagePackKvSerializer<Uri> Uri => UriSerializer.Instance;

    /// <summary>A version number of two to four parts, as text.</summary>
    public static MessagePackKvSerializer<Version> Version => VersionSerializer.Instance;

    /// <summary>A GUID, as text of 36 characters.</summary>
    public static MessagePackKvSerializer<Guid> Guid => GuidSerializer.Instance;

    /// <summary>Bytes.</summary>
    public static MessagePackKvSerializer<byte[]> ByteArray => ByteArraySerializer.Instance;

    /// <summary>Bytes; an empty memory stays empty and is never nil.</summary>
    public static MessagePackKvSerializer<Memory<byte>> Memory => MemorySerializer.Instance;

    /// <summary>Bytes; an empty memory stays empty and is never nil.</summary>
    public static MessagePackKvSerializer<ReadOnlyMemory<byte>> ReadOnlyMemory => ReadOnlyMemorySerializer.Instance;

    /// <summary>
    /// A date and time. Of kind <see cref="DateTimeKind.Utc"/> it is a timestamp, as in MessagePack for C#. That format
    /// loses the other kinds; ours writes them as the integer of <see cref="DateTime.ToBinary"/>. An unspecified
    /// time stays as it is. A local time keeps its instant and is local wherever it is read. Both forms are read.
    /// </summary>
    public static MessagePackKvSerializer<DateTime> DateTime => DateTimeSerializer.Instance;

    /// <summary>A date and time with its offset, which is kept.</summary>
    public static MessagePackKvSerializer<DateTimeOffset> DateTimeOffset => DateTimeOffsetSerializer.Instance;

    /// <summary>A span of time, in ticks of 100 ns.</summary>
    public static MessagePackKvSerializer<TimeSpan> TimeSpan => TimeSpanSerializer.Instance;

    /// <summary>A date, as the number of days since 0001-01-01.</summary>
    public static MessagePackKvSerializer<DateOnly> DateOnly => DateOnlySerializer.Instance;

    /// <summary>A time of day, in ticks of 100 ns.</summary>
    public static MessagePackKvSerializer<TimeOnly> TimeOnly => TimeOnlySerializer.Instance;

    /// <summary>An enum, as the number of its value; numbers without a name are kept.</summary>
    /// <typeparam name="TEnum">The enum.</typeparam>
    public static MessagePackKvSerializer<TEnum> Enum<TEnum>()
        where TEnum : struct, Enum => Type.GetTypeCode(typeof(TEnum)) switch
        {
            TypeCode.SByte => new EnumSerializer<TEnum, sbyte>(SByte),
            TypeCode.Byte => new EnumSerializer<TEnum, byte>(Byte),
            TypeCode.Int16 => new EnumSerializer<TEnum, short>(Int16),
            TypeCode.UInt16 => new EnumSerializer<TEnum, ushort>(UInt16),
            TypeCode.UInt32 => new EnumSerializer<TEnum, uint>(UInt32),
            TypeCode.Int64 => new EnumSerializer<TEnum, long>(Int64),
            TypeCode.UInt64 => new EnumSerializer<TEnum, ulong>(UInt64),
            _ => new EnumSerializer<TEnum, int>(Int32),
        };

    /// <summary>A nullable value type; null as nil.</summary>
    /// <typeparam name="T">The underlying type.</typeparam>
    /// <param name="underlying">Writes a value that is not null.</param>
    public static MessagePackKvSerializer<T?> Nullable<T>(MessagePackKvSerializer<T> underlying)
        where T : struct => new NullableSerializer<T>(underlying);

    /// <summary>A pair, as an array of two.</summary>
    /// <typeparam name="TKey">The type of the key.</typeparam>
    /// <typeparam name="TValue">The type of the value.</typeparam>
    /// <param name="key">Writes the key.</param>
    /// <param name="value">Writes the value.</param>
    public static MessagePackKvSerializer<KeyValuePair<TKey, TValue>> KeyValuePair<TKey, TValue>(
        MessagePackKvSerializer<TKey> key,
        MessagePackKvSerializer<TValue> value) => new KeyValuePairSerializer<TKey, TValue>(key, value);
}
