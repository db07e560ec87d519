namespace Derp.Kv.Generators.Tests.Serializers;

public class GoldenTests
{
    private const string Types = """
        public enum Kind : byte { A, B }
        public record Product(string Sku, decimal Price, int? Stock, Kind Kind) { public List<string>? Tags { get; set; } public DateTimeOffset Since { get; init; } }
        public struct Point { public int X; public double Y { get; set; } }
        public class Node { public int Id { get; set; } public Node? Next { get; set; } public Dictionary<string, Product>? Products { get; set; } }
        [MessagePackObject] public class Numbered { [Key(0)] public int A { get; set; } [Key(3)] public string? B { get; set; } }
        [MessagePackObject] public class Named { [Key("a")] public int A { get; set; } [Key("b")] public (int, string)? B { get; set; } }
        [Union(7, typeof(Square))] public abstract class Shape { }
        public class Square : Shape { public int Side { get; set; } }
        [System.Runtime.Serialization.DataContract] public class Data { [System.Runtime.Serialization.DataMember(Name = "n")] public string? Name { get; set; } }
        public static class Roots
        {
            public static readonly Product[] Product = [new("a-1", 12.50m, null, Kind.B) { Tags = ["x", "ü"], Since = new(638_000_000_012_345_678, TimeSpan.FromHours(2)) }];
            public static readonly Point[] Point = [new() { X = -1, Y = 0.5 }];
            public static readonly Node[] Node = [new() { Id = 1, Next = new() { Id = 2 }, Products = new() { ["k"] = new("s", 0, 7, Kind.A) } }];
            public static readonly Numbered[] Numbered = [new() { A = 1, B = "b" }];
            public static readonly Shape[] Shape = [new Square { Side = 2 }];
            public static readonly Data[] Data = [new() { Name = "x" }];
            public static readonly Named[] Named = [new() { A = 1, B = (2, "c") }];
        }
        """;

    [Fact]
    public void Objects_of_version_1_are_read_and_written_as_ever()
    {
        var golden = Lines();
        var compiled = CompiledSerializers.Create(Types);
        compiled.AssertCompatible();
        var written = new Dictionary<string, string>();
        foreach (var root in new[] { "Product", "Point", "Node", "Numbered", "Named", "Shape", "Data" })
        {
            written[root] = Convert.ToHexStringLower(compiled.Write(root, compiled.Values(root).Single()));
            if (golden.TryGetValue(root, out var hex))
                Assert.Equal(hex, Convert.ToHexStringLower(compiled.Write(root, compiled.Read(root, Convert.FromHexString(hex)))));
        }

        Assert.Equal(string.Join('\n', golden.Select(g => $"{g.Key} {g.Value}")), string.Join('\n', written.Select(g => $"{g.Key} {g.Value}")));
    }

    private static Dictionary<string, string> Lines([System.Runtime.CompilerServices.CallerFilePath] string file = "") =>
        File.ReadAllLines(Path.Combine(Path.GetDirectoryName(file)!, "Golden", "v1.txt"))
            .Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => parts[1]);
}
