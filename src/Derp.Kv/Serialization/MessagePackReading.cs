using System.Buffers;
using System.Runtime.CompilerServices;
using MessagePack;

namespace Derp.Kv.Serialization;

/// <summary>What generated serializers need besides <see cref="MessagePackReader"/> to read untrusted bytes.</summary>
public static class MessagePackReading
{
    /// <summary>Reads a string that must not be nil, without decoding it: the name of a member, a number in digits.</summary>
    /// <param name="reader">Reads the bytes.</param>
    /// <returns>The UTF-8 bytes; valid as long as those of the reader are.</returns>
    /// <exception cref="MessagePackSerializationException">The next value is not a string, or nil.</exception>
    public static ReadOnlySpan<byte> ReadUtf8(ref MessagePackReader reader)
    {
        if (reader.TryReadStringSpan(out ReadOnlySpan<byte> text))
            return text;
        // Nil, or a string in two segments.
        return reader.ReadStringSequence() is { } sequence
            ? sequence.ToArray()
            : throw new MessagePackSerializationException("Text is expected, not nil.");
    }

    /// <summary>Whether a member's name is this one.</summary>
    /// <param name="name">What was read.</param>
    /// <param name="expected">UTF-8.</param>
    // The only method of its name: of MemoryExtensions.SequenceEqual the compiler weighs every overload, at each member of each type.
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // A name whose length is known is then compared in a register.
    public static bool IsName(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected) => name.SequenceEqual(expected);

    /// <summary>
    /// Skips one value of any shape. Unlike <see cref="MessagePackReader.Skip"/> it needs no stack for nested values,
    /// so that the value of an unknown member cannot exhaust it.
    /// </summary>
    /// <param name="reader">Reads the bytes.</param>
    /// <exception cref="EndOfStreamException">The bytes end inside the value.</exception>
    public static void Skip(ref MessagePackReader reader)
    {
        for (long pending = 1; pending > 0; pending--)
        {
            switch (reader.NextMessagePackType)
            {
                case MessagePackType.Array:
                    pending += reader.ReadArrayHeader();
                    break;
                case MessagePackType.Map:
                    pending += 2L * reader.ReadMapHeader();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }
}
