namespace Derp.Kv.Generators.Tests.Serializers;

public class UnionTests
{
    private const string Shapes = """
        [Union(0, typeof(Circle)), Union(7, typeof(Square)), Union(-1, typeof(Group))] public abstract class Shape { public string? Color { get; set; } }
        public class Circle : Shape { public double Radius { get; set; } }
        public class Square : Shape { public int Side { get; set; } public Shape? Inner { get; set; } }
        public class Group : Shape { public List<Shape?>? Shapes { get; set; } }
        public class Stranger : Circle { }
        [Union(3, typeof(Point)), Union(4, typeof(Named))] public interface IPlace { }
        public struct Point : IPlace { public int X; }
        [MessagePackObject] public record Named([property: Key(0)] string Name) : IPlace { }
        public record Trip(IPlace? From, IPlace? To, Dictionary<string, Shape>? Shapes);
        """;

    [Fact]
    public void A_union_is_the_key_of_its_case_and_the_case() => CompiledSerializers.Compatible(Shapes + """
        public static class Roots
        {
            public static readonly Shape?[] Shape = [new Circle { Radius = 1.5, Color = "red" }, new Square { Side = 2, Inner = new Circle() }, new Group { Shapes = [new Square(), null, new Group()] }, null];
            public static readonly IPlace[] Place = [new Point { X = 1 }];
            public static readonly Circle[] Circle = [new() { Radius = 2 }];
        }
        """);

    [Fact]
    public void Unions_within_objects_come_back()
    {
        var compiled = CompiledSerializers.Create(Shapes + """
            public static class Roots { public static readonly Trip[] Trip = [new(new Point { X = 1 }, new Named("n"), new() { ["c"] = new Circle { Radius = 3 } }), new(null, null, null)]; }
            """);
        compiled.AssertRoundTrips();
        var trip = compiled.Values("Trip").First()!;
        Assert.Equal(trip.ToString()!.Split("Shapes")[0], compiled.Read("Trip", compiled.Write("Trip", trip))!.ToString()!.Split("Shapes")[0]);
    }

    [Fact]
    public void K11_A_type_that_the_union_does_not_list_is_neither_written_nor_read()
    {
        var compiled = CompiledSerializers.Create(Shapes + """
            public static class Roots { public static readonly Shape[] Shape = [new Stranger()]; }
            """);
        var exception = Assert.Throws<KvOtherTypeException>(() => compiled.Write("Shape", compiled.Values("Shape").Single()));
        Assert.EndsWith("Stranger", exception.RuntimeType, StringComparison.Ordinal);
        byte[][] refused = [[0x92, 0x05, 0x80], [0x93, 0x00, 0x80, 0x80], [0x92, 0xa1, 0x30, 0x80], [0x80], [0x92, 0xce, 0xff, 0xff, 0xff, 0xff, 0x80], [0x92, 0x00]];
        foreach (var bytes in refused)
            Assert.Throws<KvSerializationException>(() => compiled.Read("Shape", bytes));
    }

    [Fact]
    public void Nested_unions_end_at_the_limit_of_depth()
    {
        var compiled = CompiledSerializers.Create(Shapes + """
            public static class Roots { public static readonly Shape[] Shape = [Ring.Of()]; }
            public static class Ring { public static Shape Of() { var s = new Square(); s.Inner = s; return s; } }
            """);
        var exception = Assert.Throws<KvSerializationException>(() => compiled.Write("Shape", compiled.Values("Shape").Single()));
        Assert.Contains("by the cycle Square.Inner.", exception.Message, StringComparison.Ordinal);
        byte[] level = [0x92, 0x07, 0x81, 0xa5, .. "Inner"u8];
        byte[] deep = [.. Enumerable.Repeat(level, 10_000).SelectMany(l => l), 0xc0];
        Assert.Throws<KvSerializationException>(() => compiled.Read("Shape", deep));
    }

    [Fact]
    public void Callbacks_are_called_as_the_library_calls_them()
    {
        var compiled = CompiledSerializers.Create("""
            public class Counted : IMessagePackSerializationCallbackReceiver { public int A { get; set; } void IMessagePackSerializationCallbackReceiver.OnBeforeSerialize() { A += 10; } public void OnAfterDeserialize() { A += 100; } }
            public struct Struct : IMessagePackSerializationCallbackReceiver { public int A { get; set; } public void OnBeforeSerialize() { A += 10; } public void OnAfterDeserialize() { A += 100; } }
            public record Positional(int A) : IMessagePackSerializationCallbackReceiver { [IgnoreMember] public int Calls { get; set; } public void OnBeforeSerialize() { Calls++; } public void OnAfterDeserialize() { Calls += 100; } }
            public static class Roots
            {
                public static readonly Counted[] Counted = [new() { A = 1 }];
                public static readonly Struct[] Struct = [new() { A = 1 }];
                public static readonly Struct?[] Maybe = [new Struct { A = 1 }, null];
                public static readonly Positional[] Positional = [new(1)];
            }
            """);
        foreach (var root in new[] { "Struct", "Maybe", "Counted" })
        {
            var type = compiled.ElementType(root);
            var library = MessagePack.Resolvers.ContractlessStandardResolver.Options;
            byte[] ours = compiled.Write(root, compiled.Values(root).First());
            Assert.Equal([0x81, 0xa1, (byte)'A', 11], ours);
            // A second writing shows what the reading did.
            Assert.Equal([0x81, 0xa1, (byte)'A', 121], compiled.Write(root, compiled.Read(root, ours)));
            Assert.Equal([0x81, 0xa1, (byte)'A', 121], MessagePack.MessagePackSerializer.Serialize(type, MessagePack.MessagePackSerializer.Deserialize(type, ours, library, TestContext.Current.CancellationToken), library, TestContext.Current.CancellationToken));
        }

        Assert.Equal("Positional { A = 1, Calls = 100 }", compiled.Read("Positional", compiled.Write("Positional", compiled.Values("Positional").Single()))!.ToString());
    }
}
