using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>G4: what copies a near result compiles without a warning, whatever the result is.</summary>
public class NearCopyTests
{
    [Theory]
    [InlineData("Line")]
    [InlineData("Line?")]
    [InlineData("List<Line>")]
    [InlineData("List<Line?>?")]
    [InlineData("IEnumerable<Line>")]
    [InlineData("IReadOnlyList<Line[]?>?")]
    [InlineData("Line?[]?")]
    [InlineData("string?[]")]
    [InlineData("Dictionary<string, Line?>")]
    [InlineData("IReadOnlyDictionary<int, List<Line>?>?")]
    [InlineData("HashSet<string?>?")]
    [InlineData("Point")]
    [InlineData("Point?")]
    [InlineData("(Line? First, int Count)")]
    [InlineData("(List<Line> A, Line? B)?")]
    [InlineData("System.Collections.Immutable.ImmutableArray<Line?>")]
    [InlineData("Page<Line?>")]
    [InlineData("Page<(int, Line)>?")]
    [InlineData("Attributed")]
    [InlineData("Outer.@class")]
    public void Compiles(string result)
    {
        foreach (var context in new[] { "enable", "disable" })
        {
            var text = context == "enable" ? result : result.Replace("?", "", StringComparison.Ordinal);
            var run = GeneratorRun.Of($$"""
                {{Types}}
                #nullable {{context}}
                namespace Shop
                {
                    public partial class C<T>(KvClient kv)
                    {
                        [Cached(Ttl = "1m", Near = "1s")] private Task<{{text}}> GetCoreAsync(int id) => throw new NotSupportedException();
                        [Cached(Ttl = "1m", Near = "1s")] private ValueTask<{{text}}> FindCoreAsync<TKey>(TKey[] id) where TKey : IComparable => throw new NotSupportedException();
                    }
                }
                """.Replace("TKey[] id", "int[] id", StringComparison.Ordinal));
            Assert.Contains("copy: static value => ", run.Text(run.Sources.Single(static s => s.HintName.StartsWith("Shop.C", StringComparison.Ordinal)).HintName), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_type_of_several_methods_has_one_copy_and_one_without_Near_has_none()
    {
        var run = GeneratorRun.Of($$"""
            {{Types}}
            namespace Shop
            {
                public partial class C(KvClient kv)
                {
                    [Cached(Ttl = "1m", Near = "1s")] private Task<Line> GetCoreAsync(int id) => throw new NotSupportedException();
                    [Cached(Ttl = "1m", Near = "1s")] private Task<List<Line>> AllCoreAsync(int id) => throw new NotSupportedException();
                    [Cached(Ttl = "1m")] private Task<Page<int>> PageCoreAsync(int id) => throw new NotSupportedException();
                    [Cached(Ttl = "1m", Near = "1s", Serializer = typeof(PointSerializer))] private Task<Point> PointCoreAsync(int id) => throw new NotSupportedException();
                }
                public class PointSerializer : IKvSerializer<Point> { public void Serialize(System.Buffers.IBufferWriter<byte> w, Point v) { } public Point Deserialize(ReadOnlyMemory<byte> b) => default; }
            }
            """);
        Assert.Equal(["Derp.Kv.Generated.Shop.LineCopy.g.cs"], run.Sources.Select(static s => s.HintName).Where(static h => h.Contains("Copy", StringComparison.Ordinal)));
    }

    private const string Types = """
        namespace Shop
        {
            public class Line { public string? Sku { get; set; } public List<string?>? Words { get; set; } public required string Name { get; set; } }
            public struct Point { public int X; public int[]? Trail; }
            public class Page<T> { public List<T>? Items { get; set; } public T? First { get; set; } }
            public class Attributed
            {
                [System.Diagnostics.CodeAnalysis.AllowNull] public string A { get; set; } = "";
                [System.Diagnostics.CodeAnalysis.MaybeNull] public List<Line> B { get; set; } = new();
                [System.Diagnostics.CodeAnalysis.DisallowNull] public string? C { get; set; }
                #pragma warning disable CS0612
                [Obsolete] public Line? D { get; set; }
            }
            public class Outer { public class @class { public int @event { get; set; } public int[]? @in { get; init; } } }
        }
        """;
}
