using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using Derp.Kv.Keys;

namespace Derp.Kv.Tool.Manifests;

/// <summary>
/// Writes an argument that was typed on a command line as its wrapper writes it. Each type with a text of its own is read in the invariant culture and goes
/// through the same <see cref="KeyWriter"/>.
/// </summary>
internal static class ArgumentText
{
    private delegate void Writing(ref KeyWriter writer, string text, string? format);

    private delegate void Appending<in T>(ref KeyWriter writer, T value);

    private static readonly FrozenDictionary<string, Writing> s_types = new Dictionary<string, Writing>
    {
        ["string"] = static (ref KeyWriter writer, string text, string? format) => writer.Append(format is null ? text : throw new FormatException()),
        ["bool"] = static (ref KeyWriter writer, string text, string? format) => writer.Append(format is null ? bool.Parse(text) : throw new FormatException()),
        ["char"] = Of(static (ref KeyWriter writer, char value) => writer.Append(value)),
        ["byte"] = Of(static (ref KeyWriter writer, byte value) => writer.Append(value)),
        ["sbyte"] = Of(static (ref KeyWriter writer, sbyte value) => writer.Append(value)),
        ["short"] = Of(static (ref KeyWriter writer, short value) => writer.Append(value)),
        ["ushort"] = Of(static (ref KeyWriter writer, ushort value) => writer.Append(value)),
        ["int"] = Of(static (ref KeyWriter writer, int value) => writer.Append(value)),
        ["uint"] = Of(static (ref KeyWriter writer, uint value) => writer.Append(value)),
        ["long"] = Of(static (ref KeyWriter writer, long value) => writer.Append(value)),
        ["ulong"] = Of(static (ref KeyWriter writer, ulong value) => writer.Append(value)),
        ["nint"] = Of(static (ref KeyWriter writer, nint value) => writer.Append(value)),
        ["nuint"] = Of(static (ref KeyWriter writer, nuint value) => writer.Append(value)),
        ["System.Int128"] = Of(static (ref KeyWriter writer, Int128 value) => writer.Append(value)),
        ["System.UInt128"] = Of(static (ref KeyWriter writer, UInt128 value) => writer.Append(value)),
        ["System.Half"] = Of(static (ref KeyWriter writer, Half value) => writer.Append(value)),
        ["float"] = Of(static (ref KeyWriter writer, float value) => writer.Append(value)),
        ["double"] = Of(static (ref KeyWriter writer, double value) => writer.Append(value)),
        ["decimal"] = Of(static (ref KeyWriter writer, decimal value) => writer.Append(value)),
        ["System.Guid"] = Of(static (ref KeyWriter writer, Guid value) => writer.Append(value)),
        ["System.DateTime"] = static (ref KeyWriter writer, string text, string? format) => Append(ref writer, Clock(text), format, static (ref KeyWriter writer, DateTime value) => writer.Append(value)),
        ["System.DateTimeOffset"] = Of(static (ref KeyWriter writer, DateTimeOffset value) => writer.Append(value)),
        ["System.DateOnly"] = Of(static (ref KeyWriter writer, DateOnly value) => writer.Append(value)),
        ["System.TimeOnly"] = Of(static (ref KeyWriter writer, TimeOnly value) => writer.Append(value)),
        ["System.TimeSpan"] = Of(static (ref KeyWriter writer, TimeSpan value) => writer.Append(value)),
        ["System.Uri"] = static (ref KeyWriter writer, string text, string? format) => writer.Append(format is null ? new Uri(text, UriKind.RelativeOrAbsolute) : throw new FormatException()),
        ["System.Version"] = static (ref KeyWriter writer, string text, string? format) => Append(ref writer, Version.Parse(text), format, static (ref KeyWriter writer, Version value) => writer.Append(value)),
        ["System.Net.IPAddress"] = static (ref KeyWriter writer, string text, string? format) => Append(ref writer, IPAddress.Parse(text), format, static (ref KeyWriter writer, IPAddress value) => writer.Append(value)),
        ["System.Net.IPNetwork"] = static (ref KeyWriter writer, string text, string? format) => Append(ref writer, IPNetwork.Parse(text), format, static (ref KeyWriter writer, IPNetwork value) => writer.Append(value)),
    }.ToFrozenDictionary();

    /// <summary>Whether arguments of a type, as C# names it, have a text that needs nothing but the argument.</summary>
    public static bool Knows(string type) => s_types.ContainsKey(type);

    /// <exception cref="FormatException">The text is none of that type, or the type has no such format.</exception>
    /// <exception cref="OverflowException">The number is beyond the type's range.</exception>
    public static void Append(ref KeyWriter writer, string type, string text, string? format) => s_types[type](ref writer, text, format);

    private static Writing Of<T>(Appending<T> append)
        where T : IParsable<T>, IFormattable =>
        (ref KeyWriter writer, string text, string? format) => Append(ref writer, T.Parse(text, CultureInfo.InvariantCulture), format, append);

    private static void Append<T>(ref KeyWriter writer, T value, string? format, Appending<T> append)
        where T : IFormattable
    {
        if (format is null)
            append(ref writer, value);
        else
            writer.AppendFormatted(value, format);
    }

    // With an offset it would become a local time of this machine.
    private static DateTime Clock(string text)
    {
        var value = DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
        return value.Kind == DateTimeKind.Local ? throw new FormatException() : value;
    }
}
