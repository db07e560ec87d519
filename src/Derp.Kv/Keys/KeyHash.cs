using System.IO.Hashing;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Derp.Kv.Keys;

/// <summary>
/// The hash of a key's values, seeded by each client. Values that are written alike give one hash: it follows
/// <see cref="KeyWriter"/>, not the types' own equality.
/// </summary>
public struct KeyHash
{
    private const ulong Factor = 0x9E37_79B9_7F4A_7C15;

    private ulong _state;

    internal KeyHash(ulong seed) => _state = seed;

    /// <summary>Adds a string; null is apart from an empty one.</summary>
    /// <param name="value">The argument.</param>
    public void Add(string? value)
    {
        if (value is null)
            Mix(Factor);
        else if (value.Length is >= 4 and <= 16)
            AddShort(value);
        else
            _state = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(value.AsSpan()), (long)_state);
    }

    /// <summary>Adds a character.</summary>
    /// <param name="value">The argument.</param>
    public void Add(char value) => Mix(value);

    /// <summary>Adds a truth value.</summary>
    /// <param name="value">The argument.</param>
    public void Add(bool value) => Mix(value ? 1UL : 0);

    /// <summary>Adds a number.</summary>
    /// <param name="value">The argument.</param>
    public void Add(byte value) => Mix(value);

    /// <summary>Adds a number.</summary>
    /// <param name="value">The argument.</param>
    public void Add(sbyte value) => Mix((ulong)value);

    /// <summary>Adds a number.</summary>
    /// <param name="value">The argument.</param>
    public void Add(short value) => Mix((ulong)value);

    /// <summary>Adds a number.</summary>
    /// <param name="value">The argument.</param>
    public void Add(ushort value) => Mix(value);

    /// <summary>Adds a number.</summary>
    /// <param name="value">The argument.</param>
    public void Add(int value) => Mix((ulong)value);

    /// <summary>Adds a number.</summary>
    /// <param name="value">The argument.</param>
    public void Add(uint value) => Mix(value);

    /// <summary>Adds a number.</summary>
    /// <param name="value">The argument.</param>
    public void Add(long value) => Mix((ulong)value);

    /// <summary>Adds a number.</summary>
    /// <param name="value">The argument.</param>
    public void Add(ulong value) => Mix(value);

    /// <summary>Adds a number.</summary>
    /// <param name="value">The argument.</param>
    public void Add(nint value) => Mix((ulong)value);

    /// <summary>Adds a number.</summary>
    /// <param name="value">The argument.</param>
    public void Add(nuint value) => Mix(value);

    /// <summary>Adds a number.</summary>
    /// <param name="value">The argument.</param>
    public void Add(Int128 value) => Add((UInt128)value);

    /// <summary>Adds a number.</summary>
    /// <param name="value">The argument.</param>
    public void Add(UInt128 value)
    {
        Mix((ulong)value);
        Mix((ulong)(value >> 64));
    }

    /// <summary>Adds a number; −0 is 0, and all NaN are one.</summary>
    /// <param name="value">The argument.</param>
    public void Add(Half value) => Mix((ulong)value.GetHashCode());

    /// <summary>Adds a number; −0 is 0, and all NaN are one.</summary>
    /// <param name="value">The argument.</param>
    public void Add(float value) => Mix((ulong)value.GetHashCode());

    /// <summary>Adds a number; −0 is 0, and all NaN are one.</summary>
    /// <param name="value">The argument.</param>
    public void Add(double value) => Mix((ulong)value.GetHashCode());

    /// <summary>Adds a number by value: 1.0 and 1.00 are the same.</summary>
    /// <param name="value">The argument.</param>
    public void Add(decimal value) => Mix((ulong)value.GetHashCode());

    /// <summary>Adds an identifier.</summary>
    /// <param name="value">The argument.</param>
    public void Add(Guid value) => Add(Unsafe.BitCast<Guid, UInt128>(value));

    /// <summary>Adds the clock's reading and its kind.</summary>
    /// <param name="value">The argument.</param>
    public void Add(DateTime value) => Mix((ulong)value.Ticks ^ ((ulong)value.Kind << 62));

    /// <summary>Adds the clock's reading and the offset.</summary>
    /// <param name="value">The argument.</param>
    public void Add(DateTimeOffset value)
    {
        Mix((ulong)value.Ticks);
        Mix((ulong)value.TotalOffsetMinutes);
    }

    /// <summary>Adds ticks.</summary>
    /// <param name="value">The argument.</param>
    public void Add(TimeSpan value) => Mix((ulong)value.Ticks);

    /// <summary>Adds a day.</summary>
    /// <param name="value">The argument.</param>
    public void Add(DateOnly value) => Mix((ulong)value.DayNumber);

    /// <summary>Adds a time of day.</summary>
    /// <param name="value">The argument.</param>
    public void Add(TimeOnly value) => Mix((ulong)value.Ticks);

    /// <summary>Adds an address as it was given.</summary>
    /// <param name="value">The argument.</param>
    public void Add(Uri? value) => Add(value?.OriginalString);

    /// <summary>Adds the numbers of a version.</summary>
    /// <param name="value">The argument.</param>
    public void Add(Version? value) => Mix(value is null ? Factor : (ulong)value.GetHashCode());

    internal readonly ulong Value => _state;

    // As XxHash3 does it for so few bytes, without a call: the words at both ends, which may overlap, and those in between.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddShort(string value)
    {
        ref var start = ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(value.AsSpan()));
        var length = value.Length * sizeof(char);
        var hash = Fold(Unsafe.ReadUnaligned<ulong>(ref start) ^ _state, Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, length - 8)) ^ Factor ^ (ulong)length);
        if (length > 16)
        {
            hash ^= Fold(
                Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, 8)) ^ hash,
                Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, length - 16)) ^ _state);
        }

        _state = hash;
    }

    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }

    // One step of a multiplicative hash; the last bits to change are the upper ones, which the next step brings down.
    private void Mix(ulong value)
    {
        var mixed = (BitOperations.RotateLeft(_state, 26) ^ value) * Factor;
        _state = mixed ^ (mixed >> 32);
    }
}
