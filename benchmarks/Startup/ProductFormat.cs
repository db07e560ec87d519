using System.Buffers;
using AotStartup;
using MessagePack;

namespace Startup;

/// <summary>A product in MessagePack, by hand and without code made at run time; the same bytes as those of the generated serializer.</summary>
internal static class ProductFormat
{
    public static byte[] Write(Product product)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        Write(buffer, product);
        return buffer.WrittenSpan.ToArray();
    }

    public static void Write(IBufferWriter<byte> buffer, Product product)
    {
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(10);
        writer.Write(product.TenantId);
        writer.Write(product.Sku);
        writer.Write(product.Name);
        writer.Write(product.Description);
        writer.Write(product.PriceInCents);
        writer.Write(product.Currency);
        writer.Write(product.Rating);
        writer.Write(product.IsActive);
        writer.WriteArrayHeader(3);
        writer.Write(product.Maker.Name);
        writer.Write(product.Maker.Country);
        writer.Write(product.Maker.Email);
        writer.WriteArrayHeader(product.Tags.Count);
        foreach (var tag in product.Tags)
            writer.Write(tag);
        writer.Flush();
    }

    public static Product Read(ReadOnlyMemory<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        return Read(ref reader);
    }

    public static Product Read(ReadOnlySequence<byte> bytes)
    {
        var reader = new MessagePackReader(bytes);
        return Read(ref reader);
    }

    private static Product Read(ref MessagePackReader reader)
    {
        Expect(ref reader, 10);
        return new(
            reader.ReadInt32(),
            reader.ReadString()!,
            reader.ReadString()!,
            reader.ReadString()!,
            reader.ReadInt64(),
            reader.ReadString()!,
            reader.ReadDouble(),
            reader.ReadBoolean(),
            ReadMaker(ref reader),
            ReadTags(ref reader));
    }

    private static Maker ReadMaker(ref MessagePackReader reader)
    {
        Expect(ref reader, 3);
        return new(reader.ReadString()!, reader.ReadString()!, reader.ReadString()!);
    }

    private static List<string> ReadTags(ref MessagePackReader reader)
    {
        var count = reader.ReadArrayHeader();
        var tags = new List<string>(count);
        for (var i = 0; i < count; i++)
            tags.Add(reader.ReadString()!);
        return tags;
    }

    private static void Expect(ref MessagePackReader reader, int members)
    {
        if (reader.ReadArrayHeader() != members)
            throw new MessagePackSerializationException("This is no product.");
    }
}
