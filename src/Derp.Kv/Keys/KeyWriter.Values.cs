using System.Globalization;
using System.Numerics;

namespace Derp.Kv.Keys;

// One text per value: equal values give equal text, different values different text.
public ref partial struct KeyWriter
{
    /// <summary>Writes a string, escaped; null as <see cref="AppendNull"/>.</summary>
    /// <param name="value">Any string, also one with unpaired surrogates.</param>
    public void Append(string? value)
    {
        if (value is null)
            AppendNull();
        else
            AppendEscaped(value);
    }

    /// <summary>Writes a character, as a string of it.</summary>
    /// <param name="value">Any character.</param>
    public void Append(char value) => AppendEscaped([value]);

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    /// <param name="value">The argument.</param>
    public void Append(bool value) => AppendLiteral(value ? "true"u8 : "false"u8);

    /// <summary>Writes a decimal number.</summary>
    /// <param name="value">The argument.</param>
    public void Append(byte value) => AppendPlain(value);

    /// <summary>Writes a decimal number.</summary>
    /// <param name="value">The argument.</param>
    public void Append(sbyte value) => AppendPlain(value);

    /// <summary>Writes a decimal number.</summary>
    /// <param name="value">The argument.</param>
    public void Append(short value) => AppendPlain(value);

    /// <summary>Writes a decimal number.</summary>
    /// <param name="value">The argument.</param>
    public void Append(ushort value) => AppendPlain(value);

    /// <summary>Writes a decimal number.</summary>
    /// <param name="value">The argument.</param>
    public void Append(int value) => AppendPlain(value);

    /// <summary>Writes a decimal number.</summary>
    /// <param name="value">The argument.</param>
    public void Append(uint value) => AppendPlain(value);

    /// <summary>Writes a decimal number.</summary>
    /// <param name="value">The argument.</param>
    public void Append(long value) => AppendPlain(value);

    /// <summary>Writes a decimal number.</summary>
    /// <param name="value">The argument.</param>
    public void Append(ulong value) => AppendPlain(value);

    /// <summary>Writes a decimal number.</summary>
    /// <param name="value">The argument.</param>
    public void Append(nint value) => AppendPlain(value);

    /// <summary>Writes a decimal number.</summary>
    /// <param name="value">The argument.</param>
    public void Append(nuint value) => AppendPlain(value);

    /// <summary>Writes a decimal number.</summary>
    /// <param name="value">The argument.</param>
    public void Append(Int128 value) => AppendPlain(value);

    /// <summary>Writes a decimal number.</summary>
    /// <param name="value">The argument.</param>
    public void Append(UInt128 value) => AppendPlain(value);

    /// <summary>Writes the shortest text that reads back as the same number. −0 is 0; every NaN is <c>NaN</c>.</summary>
    /// <param name="value">The argument.</param>
    public void Append(Half value) => AppendFloat(value);

    /// <summary>Writes the shortest text that reads back as the same number. −0 is 0; every NaN is <c>NaN</c>.</summary>
    /// <param name="value">The argument.</param>
    public void Append(float value) => AppendFloat(value);

    /// <summary>Writes the shortest text that reads back as the same number. −0 is 0; every NaN is <c>NaN</c>.</summary>
    /// <param name="value">The argument.</param>
    public void Append(double value) => AppendFloat(value);

    /// <summary>Writes a decimal number by value: 1.0 and 1.00 are the same.</summary>
    /// <param name="value">The argument.</param>
    public void Append(decimal value)
    {
        // Dividing by one with all places drops trailing zeros; the sum turns a negative zero into zero.
        AppendPlain((value / 1.0000000000000000000000000000m) + 0m);
    }

    /// <summary>Writes 32 hexadecimal digits in groups.</summary>
    /// <param name="value">The argument.</param>
    public void Append(Guid value) => AppendPlain(value, "D");

    /// <summary>Writes the clock's reading to the tick, and the kind: <c>Z</c> for UTC, <c>L</c> for local, nothing for unspecified.</summary>
    /// <param name="value">The argument; not converted.</param>
    public void Append(DateTime value)
    {
        AppendPlain(value, "yyyyMMddTHHmmss.fffffff");
        AppendLiteral(value.Kind switch
        {
            DateTimeKind.Utc => "Z"u8,
            DateTimeKind.Local => "L"u8,
            _ => default,
        });
    }

    /// <summary>Writes the clock's reading to the tick, and the offset in minutes: one instant at two offsets is two arguments.</summary>
    /// <param name="value">The argument; not converted.</param>
    public void Append(DateTimeOffset value)
    {
        AppendPlain(value.DateTime, "yyyyMMddTHHmmss.fffffff");
        AppendPlain((int)value.TotalOffsetMinutes, "+0;-0");
    }

    /// <summary>Writes ticks of 100 ns.</summary>
    /// <param name="value">The argument.</param>
    public void Append(TimeSpan value) => AppendPlain(value.Ticks);

    /// <summary>Writes year, month and day.</summary>
    /// <param name="value">The argument.</param>
    public void Append(DateOnly value) => AppendPlain(value, "yyyyMMdd");

    /// <summary>Writes the time of day to the tick.</summary>
    /// <param name="value">The argument.</param>
    public void Append(TimeOnly value) => AppendPlain(value, "HHmmss.fffffff");

    /// <summary>Writes the address as it was given, escaped; null as <see cref="AppendNull"/>. Two spellings of one address are two arguments.</summary>
    /// <param name="value">The argument.</param>
    public void Append(Uri? value) => Append(value?.OriginalString);

    /// <summary>Writes the numbers that there are, with dots; null as <see cref="AppendNull"/>. 1.0 and 1.0.0 are two arguments.</summary>
    /// <param name="value">The argument.</param>
    public void Append(Version? value) => Append(value?.ToString());

    /// <summary>Writes text in a format of the template's, in the invariant culture, escaped; null as <see cref="AppendNull"/>.</summary>
    /// <typeparam name="T">The argument's type.</typeparam>
    /// <param name="value">The argument.</param>
    /// <param name="format">The format, or null for the type's own.</param>
    public void AppendFormatted<T>(T? value, string? format)
        where T : IFormattable
    {
        if (value is null)
            AppendNull();
        else
            AppendEscaped(value.ToString(format, CultureInfo.InvariantCulture));
    }

    private void AppendFloat<T>(T value)
        where T : IFloatingPointIeee754<T> => AppendPlain(value == T.Zero ? T.Zero : value);
}
