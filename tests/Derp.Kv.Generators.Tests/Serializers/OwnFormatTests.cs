namespace Derp.Kv.Generators.Tests.Serializers;

public class OwnFormatTests
{
    private const string Own = """
        [assembly: Derp.Kv.KvSerializerFor(typeof(Uri), typeof(UriLength))]
        [assembly: Derp.Kv.KvSerializerFor(typeof(Page<>), typeof(PageFormat<>))]
        [assembly: Derp.Kv.KvSerializerFor(typeof(Both), typeof(BothOfAssembly))]

        public abstract class Of<T> : Derp.Kv.IKvSerializer<T>
        {
            protected abstract byte[] Bytes(T value);
            protected abstract T Value(byte[] bytes);
            public void Serialize(System.Buffers.IBufferWriter<byte> writer, T value) => System.Buffers.BuffersExtensions.Write(writer, Bytes(value));
            public T Deserialize(ReadOnlyMemory<byte> bytes) => Value(bytes.ToArray());
        }
        public sealed class UriLength : Of<Uri> { protected override byte[] Bytes(Uri value) => [(byte)value.OriginalString.Length]; protected override Uri Value(byte[] bytes) => new(new string('x', bytes[0]), UriKind.Relative); }
        [Derp.Kv.KvSerializer(typeof(MoneyFormat))] public record struct Money(int Cents);
        internal sealed class MoneyFormat : Of<Money> { protected override byte[] Bytes(Money value) => [9, (byte)value.Cents]; protected override Money Value(byte[] bytes) => new(bytes[1]); }
        public class Page<T> { public T? Item { get; set; } }
        public sealed class PageFormat<T> : Of<Page<T>> { protected override byte[] Bytes(Page<T> value) => [7]; protected override Page<T> Value(byte[] bytes) => bytes is [7] ? new() : throw new FormatException("x"); }
        [Derp.Kv.KvSerializer(typeof(KindFormat))] public enum Kind { A, B }
        public sealed class KindFormat : Of<Kind> { protected override byte[] Bytes(Kind value) => [(byte)(value + 'a')]; protected override Kind Value(byte[] bytes) => (Kind)(bytes[0] - 'a'); }
        [Derp.Kv.KvSerializer(typeof(PackedFormat))] public record Packed(int A);
        public sealed class PackedFormat : Derp.Kv.Serialization.MessagePackKvSerializer<Packed> { public override void Write(ref MessagePackWriter writer, Packed? value) => writer.Write(value?.A ?? -1); public override Packed Read(ref MessagePackReader reader) => new(reader.ReadInt32()); }
        [Derp.Kv.KvSerializer(typeof(BothOfType))] public record Both(int A);
        public sealed class BothOfType : Of<Both> { protected override byte[] Bytes(Both value) => [1]; protected override Both Value(byte[] bytes) => new(1); }
        public sealed class BothOfAssembly : Of<Both> { protected override byte[] Bytes(Both value) => [2]; protected override Both Value(byte[] bytes) => new(2); }
        public record Everything(Uri? Link, Money Price, Money? Maybe, List<Page<string?>>? Pages, Dictionary<Kind, Packed> Kinds, Both Both);

        """;

    [Fact]
    public void Formats_of_types_and_of_the_assembly_are_embedded_as_binary()
    {
        var compiled = CompiledSerializers.Create(Own + """
            public static class Roots { public static readonly Everything[] E = [new(new Uri("abc", UriKind.Relative), new(5), null, [new(), null!], new() { [Kind.B] = new(3) }, new(0)), new(null, default, new Money(1), null, new(), null!)]; public static readonly Money[] M = [new(4)]; }
            """);
        compiled.AssertRoundTrips();
        // {"Link": bin, "Price": bin, "Maybe": nil, "Pages": [bin, nil], "Kinds": {bin: 3}, "Both": bin}
        byte[] expected =
        [
            0x86, 0xa4, .. "Link"u8, 0xc4, 1, 3, 0xa5, .. "Price"u8, 0xc4, 2, 9, 5, 0xa5, .. "Maybe"u8, 0xc0,
            0xa5, .. "Pages"u8, 0x92, 0xc4, 1, 7, 0xc0, 0xa5, .. "Kinds"u8, 0x81, 0xc4, 1, (byte)'b', 3, 0xa4, .. "Both"u8, 0xc4, 1, 2,
        ];
        Assert.Equal(expected, compiled.Write("E", compiled.Values("E").First()));
    }

    [Fact]
    public void Bytes_that_an_own_format_does_not_take_are_refused()
    {
        var compiled = CompiledSerializers.Create(Own + """
            public static class Roots { public static readonly Page<int>[][] P = [[new()]]; public static readonly Money[][] M = [[new()]]; }
            """);
        byte[][] pages = [[0x91, 0xc4, 1, 8], [0x91, 0xc4, 1], [0x91, 0xc6, 0xff, 0xff, 0xff, 0xff, 7], [0x91, 5]];
        foreach (var bytes in pages)
            Assert.Throws<KvSerializationException>(() => compiled.Read("P", bytes));
        byte[] nil = [0x91, 0xc0];
        Assert.Throws<KvSerializationException>(() => compiled.Read("M", nil));
        Assert.Equal([0x91, 0xc4, 1, 7], compiled.Write("P", compiled.Read("P", [0x91, 0xc4, 1, 7])));
    }

    private const string Formatters = """
        using MessagePack.Formatters;
        public sealed class Reversed : IMessagePackFormatter<string?>
        {
            public void Serialize(ref MessagePackWriter writer, string? value, MessagePackSerializerOptions options) => writer.Write(value is null ? null : new string(value.Reverse().ToArray()));
            public string? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => reader.ReadString() is { } text ? new string(text.Reverse().ToArray()) : null;
        }
        public sealed class Offset : IMessagePackFormatter<int>
        {
            private readonly int by;
            public Offset(int by, string? note, DayOfWeek day, long far, double rate) => this.by = by;
            public void Serialize(ref MessagePackWriter writer, int value, MessagePackSerializerOptions options) => options.Resolver.GetFormatterWithVerify<int>().Serialize(ref writer, value + by, options);
            public int Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => options.Resolver.GetFormatterWithVerify<int>().Deserialize(ref reader, options) - by;
        }
        [MessagePackFormatter(typeof(OnlyFormatter))] public class Only { public int A; }
        public sealed class OnlyFormatter : IMessagePackFormatter<Only?>
        {
            public static readonly OnlyFormatter Instance = new();
            public void Serialize(ref MessagePackWriter writer, Only? value, MessagePackSerializerOptions options) { if (value is null) writer.WriteNil(); else writer.Write(value.A); }
            public Only? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => reader.TryReadNil() ? null : new Only { A = reader.ReadInt32() };
        }
        [MessagePackFormatter(typeof(BoxFormatter<>))] public class Box<T> { public T? Item; }
        public sealed class BoxFormatter<T> : IMessagePackFormatter<Box<T>?>
        {
            public void Serialize(ref MessagePackWriter writer, Box<T>? value, MessagePackSerializerOptions options) { if (value is null) writer.WriteNil(); else options.Resolver.GetFormatterWithVerify<T?>().Serialize(ref writer, value.Item, options); }
            public Box<T>? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => reader.TryReadNil() ? null : new Box<T> { Item = options.Resolver.GetFormatterWithVerify<T?>().Deserialize(ref reader, options) };
        }
        public record Plain(int A);
        public class Holder
        {
            [MessagePackFormatter(typeof(Reversed))] public string? Name { get; set; }
            [MessagePackFormatter(typeof(Offset), 5, null, DayOfWeek.Friday, -7L, 0.5)] public int Number { get; set; }
            public Only? Only { get; set; } public List<Only?>? Many { get; set; } public Box<string>? Box { get; set; }
        }

        """;

    [Fact]
    public void MessagePack_formatters_are_used_as_they_are() => CompiledSerializers.Compatible(Formatters + """
        public static class Roots
        {
            public static readonly Holder[] Holder = [new() { Name = "abc", Number = 1, Only = new() { A = 4 }, Many = [new(), null], Box = new() { Item = "x" } }, new()];
            public static readonly Only?[] Only = [new() { A = 1 }, null];
            public static readonly Box<DateTime>[] Box = [new() { Item = DateTime.UnixEpoch }];
        }
        """);

    [Fact]
    public void A_formatter_that_asks_for_what_needs_reflection_is_told_so()
    {
        var compiled = CompiledSerializers.Create(Formatters + """
            public static class Roots { public static readonly Box<Plain>[] B = [new() { Item = new(1) }]; }
            """);
        var failure = Assert.Throws<MessagePack.MessagePackSerializationException>(() => compiled.Write("B", compiled.Values("B").Single()));
        Assert.Contains("'Plain'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("reflection", failure.Message, StringComparison.Ordinal);
        Assert.Throws<KvSerializationException>(() => compiled.Read("B", [0x81, 0x01]));
    }
}
