using System.Buffers.Binary;
using MessagePack;

namespace Derp.Kv.Serialization;

/// <summary>Numbers that are equal get the same bytes, as in keys: −0 is 0, and every NaN is one.</summary>
internal static class FingerprintNumbers
{
    /// <summary>Rewrites the floating-point numbers of whole MessagePack values in place.</summary>
    public static void Unify(Memory<byte> values)
    {
        if (values.Span.IndexOfAny(MessagePackCode.Float32, MessagePackCode.Float64) < 0)
            return;

        var reader = new MessagePackReader(values);
        while (!reader.End)
        {
            var number = values.Span[(int)reader.Consumed..];
            switch (reader.NextCode)
            {
                case MessagePackCode.Float32:
                    BinaryPrimitives.WriteSingleBigEndian(number[1..], Unify(reader.ReadSingle()));
                    break;
                case MessagePackCode.Float64:
                    BinaryPrimitives.WriteDoubleBigEndian(number[1..], Unify(reader.ReadDouble()));
                    break;
                default:
                    // The elements of an array or map are visited in sequence, without a stack.
                    if (!TryEnter(ref reader))
                        reader.Skip();
                    break;
            }
        }
    }

    /// <summary>1.0 and 1.00 are the same, and so are 0 and −0.</summary>
    public static decimal Unify(decimal value) => (value / 1.0000000000000000000000000000m) + 0m;

    private static float Unify(float value) => float.IsNaN(value) ? float.NaN : value + 0f;

    private static double Unify(double value) => double.IsNaN(value) ? double.NaN : value + 0d;

    private static bool TryEnter(ref MessagePackReader reader)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Array:
                reader.ReadArrayHeader();
                return true;
            case MessagePackType.Map:
                reader.ReadMapHeader();
                return true;
            default:
                return false;
        }
    }
}
