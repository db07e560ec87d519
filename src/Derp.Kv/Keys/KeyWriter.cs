using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Derp.Kv.Keys;

/// <summary>
/// Writes a key as UTF-8. Literals go in as they are. Arguments are written with a limited alphabet: letters,
/// digits, <c>- . _ ~ @ +</c> and characters beyond ASCII that are not control characters. The rest is escaped as
/// <c>%XX</c>. So no argument can imitate a separator, a brace or another argument. Text is the same under every
/// culture and time zone.
/// </summary>
public ref partial struct KeyWriter
{
    private byte[]? _rented;
    private Span<byte> _buffer;
    private int _length;

    /// <summary>Starts an empty key.</summary>
    /// <param name="initialBuffer">Used until the key outgrows it; on the stack, as a rule.</param>
    public KeyWriter(Span<byte> initialBuffer) => _buffer = initialBuffer;

    /// <summary>Bytes written so far.</summary>
    public readonly int Length => _length;

    /// <summary>Writes text of the template.</summary>
    /// <param name="utf8">UTF-8, unescaped.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // A literal whose length is known is then copied without a call.
    public void AppendLiteral(scoped ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Reserve(utf8.Length));
        _length += utf8.Length;
    }

    /// <summary>Writes null: <c>%n</c>, which no value can produce.</summary>
    public void AppendNull() => AppendLiteral("%n"u8);

    /// <summary>Refuses a key with a missing part: calls with an empty part would share one claim.</summary>
    /// <param name="start">The <see cref="Length"/> before the part was written.</param>
    /// <param name="name">The placeholder, for the message.</param>
    /// <exception cref="ArgumentException">The part is null, or its text is empty.</exception>
    public readonly void ThrowIfEmpty(int start, string name)
    {
        var written = _buffer[start.._length];
        if (written.IsEmpty || written.SequenceEqual("%n"u8))
            throw new ArgumentException("The key of an idempotent call identifies the operation; it must not be null or empty.", name);
    }

    /// <summary>Opens a collection; each item is followed by <see cref="EndItem"/>.</summary>
    public void BeginList() => AppendLiteral("["u8);

    /// <summary>Ends an item or a member, so that no items and one empty item differ.</summary>
    public void EndItem() => AppendLiteral(","u8);

    /// <summary>Closes a collection.</summary>
    public void EndList() => AppendLiteral("]"u8);

    /// <summary>Opens a tuple, record, struct or class; each member is followed by <see cref="EndItem"/>.</summary>
    public void BeginMembers() => AppendLiteral("("u8);

    /// <summary>As <see cref="BeginMembers"/>, for a record or class that others can derive from.</summary>
    /// <typeparam name="T">The type whose members follow.</typeparam>
    /// <param name="value">The argument.</param>
    /// <exception cref="ArgumentException">The argument is of a derived type, whose further members are not in the key.</exception>
    public void BeginMembersOf<T>(T value)
        where T : class
    {
        if (value.GetType() != typeof(T))
            throw new ArgumentException($"A key is made of the members of {typeof(T)}, and the argument is of a type derived from it. Pass a {typeof(T).Name}, or name its properties in the template.", nameof(value));
        BeginMembers();
    }

    /// <summary>Closes a tuple, record, struct or class.</summary>
    public void EndMembers() => AppendLiteral(")"u8);

    /// <summary>The key so far; valid until more is written.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    /// <summary>Returns the rented buffer. The writer must not be used afterwards.</summary>
    public void Dispose()
    {
        if (_rented is { } rented)
            ArrayPool<byte>.Shared.Return(rented);
        this = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
            Grow(count);
        return _buffer.Slice(_length, count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, checked(_length + count)));
        _buffer[.._length].CopyTo(larger);
        if (_rented is { } rented)
            ArrayPool<byte>.Shared.Return(rented);
        _buffer = _rented = larger;
    }

    // Only for formats whose text has ASCII characters of the argument alphabet.
    private void AppendPlain<T>(T value, ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        const int enough = 64;
        value.TryFormat(Reserve(enough), out var written, format, CultureInfo.InvariantCulture);
        _length += written;
    }

    private void AppendEscaped(scoped ReadOnlySpan<char> text)
    {
        // Most arguments are short and need no escaping.
        if (text.Length <= PlainText.MaxLength && PlainText.TryWrite(text, Reserve(text.Length)))
        {
            _length += text.Length;
            return;
        }

        while (!text.IsEmpty)
        {
            var run = text.IndexOfAnyExcept(s_plain);
            if (run < 0)
                run = text.Length;
            Ascii.FromUtf16(text[..run], Reserve(run), out _);
            _length += run;
            text = text[run..];
            if (!text.IsEmpty)
                text = text[AppendRune(text)..];
        }
    }

    // One scalar value, or one surrogate without its partner, which has no UTF-8 form: returns the characters taken.
    private int AppendRune(scoped ReadOnlySpan<char> text)
    {
        if (Rune.DecodeFromUtf16(text, out var rune, out var taken) != OperationStatus.Done)
        {
            AppendLiteral("%u"u8);
            AppendPlain((ushort)text[0], "X4");
            return 1;
        }

        if (!rune.IsAscii && !Rune.IsControl(rune))
        {
            _length += rune.EncodeToUtf8(Reserve(4));
            return taken;
        }

        Span<byte> bytes = stackalloc byte[4];
        foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
        {
            AppendLiteral("%"u8);
            AppendPlain(b, "X2");
        }

        return taken;
    }

    private static readonly SearchValues<char> s_plain = SearchValues.Create(PlainText.Characters);
}
