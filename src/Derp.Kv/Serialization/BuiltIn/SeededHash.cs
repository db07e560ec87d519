using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Derp.Kv.Serialization.BuiltIn;

/// <summary>
/// Hashes all of a value with the seed of the process. <see cref="HashCode"/> alone would seed the 32 bits of the default
/// hash, which for wider values can be made to collide: equal values add equal bytes here, different ones hardly ever do.
/// </summary>
internal static class SeededHash
{
    // A factor of one with all the digits that a decimal has: a number that is divided by it has no trailing zeros.
    private const decimal One = 1.0000000000000000000000000000m;

    public static void Add<T>(ref HashCode hash, T value)
    {
        // Decided when this is compiled for a T; nothing is boxed.
        if (Kind<T>.IsBits)
            hash.AddBytes(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref value), Unsafe.SizeOf<T>()));
        else if (typeof(T) == typeof(double))
            AddBits(ref hash, Bits(Unsafe.As<T, double>(ref value)));
        else if (typeof(T) == typeof(float))
            AddBits(ref hash, Bits(Unsafe.As<T, float>(ref value)));
        else if (typeof(T) == typeof(decimal))
            AddDecimal(ref hash, Unsafe.As<T, decimal>(ref value));
        else if (typeof(T) == typeof(DateTime))
            AddBits(ref hash, Unsafe.As<T, DateTime>(ref value).Ticks);
        else if (typeof(T) == typeof(DateTimeOffset))
            AddBits(ref hash, Unsafe.As<T, DateTimeOffset>(ref value).UtcTicks);
        else
            AddObject(ref hash, value);
    }

    private static void AddObject(ref HashCode hash, object? value)
    {
        switch (value)
        {
            case double number:
                AddBits(ref hash, Bits(number));
                break;
            case float number:
                AddBits(ref hash, Bits(number));
                break;
            case decimal number:
                AddDecimal(ref hash, number);
                break;
            case long number:
                AddBits(ref hash, number);
                break;
            case ulong number:
                AddBits(ref hash, number);
                break;
            case Int128 number:
                AddBits(ref hash, number);
                break;
            case UInt128 number:
                AddBits(ref hash, number);
                break;
            case Guid id:
                AddBits(ref hash, id);
                break;
            case DateTime time:
                AddBits(ref hash, time.Ticks);
                break;
            case DateTimeOffset time:
                AddBits(ref hash, time.UtcTicks);
                break;
            case TimeSpan time:
                AddBits(ref hash, time.Ticks);
                break;
            case TimeOnly time:
                AddBits(ref hash, time.Ticks);
                break;
            case System.Numerics.Complex number:
                AddBits(ref hash, Bits(number.Real));
                AddBits(ref hash, Bits(number.Imaginary));
                break;
            case Version version:
                AddBits(ref hash, (version.Major, version.Minor, version.Build, version.Revision));
                break;
            case Enum member:
                hash.Add(member.ToString("D"));
                break;
            case ITuple tuple:
                for (var i = 0; i < tuple.Length; i++)
                    AddObject(ref hash, tuple[i]);
                break;
            default:
                // Text has a seed of its own. Values of 32 bits or less cannot be made to collide, and a user's types hash as they define.
                hash.Add(value);
                break;
        }
    }

    // Zeros are equal whatever their sign, and so are all NaNs.
    private static long Bits(double number) => number == 0 ? 0 : BitConverter.DoubleToInt64Bits(double.IsNaN(number) ? double.NaN : number);

    private static int Bits(float number) => number == 0 ? 0 : BitConverter.SingleToInt32Bits(float.IsNaN(number) ? float.NaN : number);

    private static void AddDecimal(ref HashCode hash, decimal number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number == 0 ? 0 : number / One, bits);
        hash.AddBytes(MemoryMarshal.AsBytes(bits));
    }

    private static void AddBits<TBits>(ref HashCode hash, TBits bits)
        where TBits : unmanaged =>
        hash.AddBytes(MemoryMarshal.AsBytes(new ReadOnlySpan<TBits>(ref bits)));

    private static class Kind<T>
    {
        /// <summary>Whether values of the type are equal exactly when their bits are.</summary>
        public static readonly bool IsBits = Is(typeof(T));

        private static bool Is(Type type) =>
            type.IsEnum || (type.IsPrimitive && type != typeof(double) && type != typeof(float))
            || type == typeof(Guid) || type == typeof(Int128) || type == typeof(UInt128)
            || type == typeof(TimeSpan) || type == typeof(DateOnly) || type == typeof(TimeOnly);
    }
}
