using Derp.Kv.Generators.Serializers;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Tests.Serializers;

public class EmittedCodeTests
{
    private const string Twice = """
        namespace Shop;
        public record Line(Product Product, int Count) { public List<Line>? Parts { get; set; } = []; }
        public record Product(string Sku);
        """;

    [Fact]
    public void The_plan_is_equal_to_that_of_the_same_text()
    {
        var first = CompiledSerializers.Resolve(CompiledSerializers.Compile(Twice), "Shop.Line");
        var second = CompiledSerializers.Resolve(CompiledSerializers.Compile(Twice + "\n// a comment"), "Shop.Line");
        Assert.Equal(2, first.Models.Count);
        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        var changed = CompiledSerializers.Resolve(CompiledSerializers.Compile(Twice.Replace("string Sku", "string Code", StringComparison.Ordinal)), "Shop.Line");
        Assert.NotEqual(first, changed);
    }

    [Fact]
    public void The_expression_names_built_in_serializers_and_generated_ones()
    {
        var compilation = CompiledSerializers.Compile(Twice + "public static class Roots { public static Dictionary<string, List<Line?>>[] R = []; public static byte[][]? B; }");
        var field = compilation.GetTypeByMetadataName("Shop.Roots")!.GetMembers("R").OfType<IFieldSymbol>().Single();
        var resolution = SerializerResolver.Resolve(((IArrayTypeSymbol)field.Type).ElementType, compilation, TestContext.Current.CancellationToken);
        Assert.Equal(
            "global::Derp.Kv.Serialization.KvSerializers.Dictionary(global::Derp.Kv.Serialization.KvSerializers.String, "
            + "global::Derp.Kv.Serialization.KvSerializers.List(global::Derp.Kv.Generated.Shop.LineSerializer.Instance))",
            resolution.Expression);
        Assert.Equal(["Derp.Kv.Generated.Shop.LineSerializer.g.cs", "Derp.Kv.Generated.Shop.ProductSerializer.g.cs"], resolution.Models.Select(m => m.HintName).Order());
    }

    [Fact]
    public void Every_line_ends_the_same_and_the_culture_plays_no_part()
    {
        var before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            var texts = new List<string>();
            foreach (var culture in new[] { "", "tr-TR", "fi-FI", "ar-SA" })
            {
                System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.GetCultureInfo(culture);
                var compilation = CompiledSerializers.Compile("public record Item(int Index = -5, double Rate = -1.5, decimal Price = 2.5m, float F = 1e10f, long L = long.MinValue, ulong U = 7, char C = 'ı', string S = \"i\\n\", DayOfWeek Day = (DayOfWeek)(-1), double N = double.NaN, bool B = true);");
                texts.Add(SerializerEmitter.Emit(CompiledSerializers.Resolve(compilation, "Item").Models[0]));
            }

            Assert.Single(texts.Distinct());
            Assert.DoesNotContain('\r', texts[0]);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Defaults_of_every_kind_compile_and_come_back()
    {
        var compiled = CompiledSerializers.Create("""
            public record Empty;
            public record Item(int Index = -5, double Rate = -1.5, double Whole = 1e20, decimal Price = 2.5m, float F = 1e10f, long L = long.MinValue, ulong U = ulong.MaxValue, uint I = 3, char C = 'ı', string S = "i\n\"", DayOfWeek Day = (DayOfWeek)(-1), double N = double.NaN, bool B = true, int? Q = 4, DayOfWeek? D = DayOfWeek.Friday, byte Y = 255, sbyte Z = -1, short H = -3, Guid G = default);
            public static class Roots { public static readonly Item[] Item = [new()]; public static readonly Empty[] Empty = [new()]; }
            """);
        Assert.Equal(compiled.Values("Item").Single(), compiled.Read("Item", compiled.Write("Empty", compiled.Values("Empty").Single())));
        compiled.AssertCompatible();
    }

    [Fact]
    public void Assemblies_that_show_each_other_their_internals_keep_their_own()
    {
        const string Own = "namespace Shop { internal record Twin(int X); }\n";
        var contracts = Image(CompiledSerializers.Compile("namespace Shop { public record Product(string Sku); }", "Contracts"));
        var library = CompiledSerializers.Compile(
            "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"User\")]\npublic record Order(Shop.Product Product);" + Own, "Library", [contracts]);
        var shown = Image(CompiledSerializers.Add(library, Emitted(library)));

        var user = CompiledSerializers.Compile("public record Order(Shop.Product Product);" + Own, "User", [contracts, shown]);
        var all = CompiledSerializers.Add(user, Emitted(user));
        // The user's own records clash with those that the library shows, and the compiler says so at their uses; the emitted code adds nothing.
        Assert.DoesNotContain(all.GetDiagnostics(TestContext.Current.CancellationToken), d => d.Severity >= DiagnosticSeverity.Warning);

        static IEnumerable<string> Emitted(Microsoft.CodeAnalysis.CSharp.CSharpCompilation compilation)
        {
            IEnumerable<string> types = ["Order", "Shop.Twin"];
            return types.SelectMany(t => SerializerResolver.Resolve(compilation.Assembly.GetTypeByMetadataName(t)!, compilation, default).Models).Select(SerializerEmitter.Emit);
        }
    }

    [Fact]
    public void Types_of_other_assemblies_are_refused_where_their_state_is_out_of_sight()
    {
        var contracts = Image(CompiledSerializers.Compile("""
            public record Open(string Sku) { public int Count { get; set; } }
            public record Computed(string Sku) { public int Length => Sku.Length; }
            public class Shown { private readonly List<int> items = []; public int Count { get; set; } public IEnumerable<int> Items => items; }
            public struct Opaque { private int hidden; public void Set() => hidden++; }
            """, "Contracts"));
        var user = CompiledSerializers.Compile("public class C { public Open? A { get; set; } }", "User", [contracts]);
        Assert.Null(CompiledSerializers.Resolve(user, "C").Problem);
        Assert.Null(CompiledSerializers.Resolve(user, "Computed").Problem);
        Assert.Contains("Shown.Items", CompiledSerializers.Resolve(user, "Shown").Problem, StringComparison.Ordinal);
        Assert.Contains("no public members", CompiledSerializers.Resolve(user, "Opaque").Problem, StringComparison.Ordinal);
    }

    private static PortableExecutableReference Image(Microsoft.CodeAnalysis.CSharp.CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        Assert.True(compilation.Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    [Fact]
    public void Long_names_are_cut_and_stay_apart()
    {
        var name = new string('N', 120);
        var compilation = CompiledSerializers.Compile($"namespace {name} {{ public record {name}A(int X); public record {name}B(int X); }}");
        var first = CompiledSerializers.Resolve(compilation, $"{name}.{name}A").Models[0];
        var second = CompiledSerializers.Resolve(compilation, $"{name}.{name}B").Models[0];
        Assert.True(first.HintName.Length <= 110);
        Assert.NotEqual(first.HintName, second.HintName);
        Assert.NotEqual(first.ClassName, second.ClassName);
    }

    [Fact]
    public void Long_names_are_cut_between_words()
    {
        var compilation = CompiledSerializers.Compile("namespace A { public record OrganizationUserResetPasswordDetailsResponseModelOfTheSecondVersionWithMore(int X); }");
        var name = CompiledSerializers.Resolve(compilation, "A.OrganizationUserResetPasswordDetailsResponseModelOfTheSecondVersionWithMore").Models[0].ClassName;
        Assert.Matches("^OrganizationUserResetPasswordDetailsResponseModelOfTheSecond_[0-9a-f]{8}Serializer$", name);
    }

    [Fact]
    public void No_line_is_wide_and_broken_ones_compile()
    {
        var compiled = CompiledSerializers.Create("""
            namespace Company.Product.Module.Domain.Models.Orders
            {
                public record OrderLineWithManyDetails(string ArticleNumber, Dictionary<string, List<OrderLineWithManyDetails?>> AlternativeArticlesByCountry, (string Name, Dictionary<int, KeyValuePair<string, OrderLineWithManyDetails>> Map)? Pair, char Quote = '"', string Text = "a, b(c<d>");
                public class PageOfManyThings<TFirst, TSecond> where TFirst : notnull { private PageOfManyThings() { } public Dictionary<TFirst, List<TSecond>>? Things { get; private set; } public static PageOfManyThings<TFirst, TSecond> Of(TFirst a, TSecond b) => new() { Things = new() { [a] = [b] } }; }
            }
            public static class Roots
            {
                public static readonly Company.Product.Module.Domain.Models.Orders.OrderLineWithManyDetails[] A = [new("a", new() { ["x"] = [null] }, ("n", []))];
                public static readonly Company.Product.Module.Domain.Models.Orders.PageOfManyThings<string, Company.Product.Module.Domain.Models.Orders.OrderLineWithManyDetails>[] B =
                    [Company.Product.Module.Domain.Models.Orders.PageOfManyThings<string, Company.Product.Module.Domain.Models.Orders.OrderLineWithManyDetails>.Of("k", new("a", [], null))];
            }
            """);
        compiled.AssertRoundTrips();
        Assert.All(compiled.Sources.Values.SelectMany(static s => s.Split('\n')), static line => Assert.True(line.Length <= 160, line));
    }

    [Fact]
    public void Names_of_many_members_are_told_apart_by_length_first()
    {
        var compiled = CompiledSerializers.Compatible("""
            public class Wide { public int A { get; set; } public int B { get; set; } public string? Ab { get; set; } public int Ac { get; set; } public int Ü { get; set; } public int Abc { get; init; } public int Abcd { get; set; } public int Longer { get; set; } public int LongestOfAll { get; set; } }
            public static class Roots { public static readonly Wide[] Wide = [new() { A = 1, B = 2, Ab = "3", Ac = 4, Ü = 5, Abc = 6, Abcd = 7, Longer = 8, LongestOfAll = 9 }]; }
            """);
        Assert.Equal(Whole.Of(compiled.Values("Wide").Single()), Whole.Of(compiled.Read("Wide", compiled.Write("Wide", compiled.Values("Wide").Single()))));
        Assert.Contains("case 2 when global::Derp.Kv.Serialization.MessagePackReading.IsName(name, \"Ü\"u8):", compiled.Sources.Values.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Annotations_tell_no_types_apart()
    {
        // E1: the two of the issue, and two results.
        var compiled = Whole.AssertRoundTrips("""
            public class Box<T> { public T? Value { get; set; } public Line<T>? Line { get; set; } }
            public class Line<T> : List<T> { }
            public class Pair { public Box<string>? A { get; set; } public Box<string?>? B { get; set; } public Box<List<string?>>? C { get; set; } public Box<List<string>?>? D { get; set; } }
            public static class Roots
            {
                public static readonly Pair[] Pair = [new() { A = new() { Value = "a", Line = ["x"] }, B = new() { Line = [null] }, C = new() { Value = [null] }, D = new() }];
                public static readonly Box<string>[] Left = [new() { Value = "l" }];
                public static readonly Box<string?>[] Right = [new() { Value = null }];
            }
            """);
        Assert.Equal(3, compiled.Sources.Count);
        Assert.Contains("Derp.Kv.Generated.Box_of_stringSerializer.g.cs", compiled.Sources.Keys);
    }

    [Fact]
    public void Names_that_differ_by_case_alone_have_files_that_differ_by_more()
    {
        var compilation = CompiledSerializers.Compile("public record Item(int X); public record ITEM(int X); public class Page<T> { public T? V { get; set; } } public class A : Page<Item> { } namespace Aa { public record R(int X); } namespace AA { public record R(int X); }");
        IEnumerable<string> types = ["Item", "ITEM", "Aa.R", "AA.R"];
        var names = types.Select(n => CompiledSerializers.Resolve(compilation, n).Models[0].HintName);
        Assert.Equal(4, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());

        var page = compilation.GetTypeByMetadataName("Page`1")!;
        var pages = types.Take(2).Select(t => SerializerResolver.Resolve(page.Construct(compilation.GetTypeByMetadataName(t)!), compilation, TestContext.Current.CancellationToken).Models[0].HintName);
        Assert.Equal(2, pages.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }
}
