using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>N9: which keys a near cache compares by fields, and that these compile whatever the parameters are called.</summary>
public class NearKeyTests
{
    [Theory]
    [InlineData("string? a")]
    [InlineData("DayOfWeek? a")]
    [InlineData("Uri a")]
    [InlineData("")]
    public void By_fields(string parameters) => Assert.Contains("NearCachedMethod<", Text(parameters), StringComparison.Ordinal);

    // A list can change, a record has an equality of its own, a format is known to nobody, the scope of an address can be set.
    [Theory]
    [InlineData("int[] a")]
    [InlineData("(int, int) a")]
    [InlineData("Name a")]
    [InlineData("int a, Name b")]
    [InlineData("System.Net.IPAddress a")]
    [InlineData("System.Net.IPNetwork? a")]
    public void By_bytes(string parameters) => Assert.Contains("NearCachedTextMethod<", Text(parameters), StringComparison.Ordinal);

    [Fact]
    public void A_format_is_compared_by_bytes() =>
        Assert.Contains("NearCachedTextMethod<", Text("int a", "\"x:{a:X}\", "), StringComparison.Ordinal);

    [Theory]
    [InlineData("int writer, int hash, int other, int @class, int AddTo, int IsSame, int WriteKey, int value, int CacheKey")]
    [InlineData("int _, int __, string? _1")]
    public void Names_do_not_meet(string parameters) => Text(parameters);

    [Fact]
    public void Fields_of_paths_have_names_of_their_own() =>
        Text("Name a, Name b, string? first, Other? c", "\"x:{a.First}:{b.First}:{first}:{c.Inner.First}:{c._}:{c._2}:{c.Kind}\", ");

    [Fact]
    public void Generic_types_and_methods_compare_the_same_way() => GeneratorRun.Of("""
        namespace A;
        public interface INamed { string? Name { get; } int? Number { get; } }
        public partial struct Outer<T> where T : class
        {
            public partial class C<TKey>(KvClient kv) where TKey : INamed
            {
                [Cached("x:{item.Name}:{item.Number}", Ttl = "1m", Near = "1s")] private Task<int> GetCoreAsync<CacheKey>(TKey item) => Task.FromResult(1);
            }
        }
        """);

    [Fact]
    public void Members_that_are_obsolete_or_may_be_null_do_not_warn() => GeneratorRun.Of("""
        namespace A;
        public class Item
        {
            [Obsolete("x")] public Kind Kind { get; set; }
            [System.Diagnostics.CodeAnalysis.MaybeNull] public string Name { get; set; }
        }
        [Obsolete("y")] public enum Kind { A }
        #pragma warning disable CS0618, CS0612
        public partial class C(KvClient kv)
        {
            [Cached("x:{item.Kind}:{item.Name}", Ttl = "1m", Near = "1s")] private Task<int> GetCoreAsync([System.Diagnostics.CodeAnalysis.AllowNull] Item item) => Task.FromResult(1);
        }
        """.Replace("public string Name { get; set; }", "public string Name { get; set; } = \"\";", StringComparison.Ordinal));

    private static string Text(string parameters, string template = "") => GeneratorRun.Of($$"""
        namespace A;
        public record Name(string First);
        public class Other { public Name? Inner { get; set; } public int _ { get; set; } public int _2 { get; set; } public DayOfWeek Kind { get; set; } }
        public partial class C(KvClient kv)
        {
            [Cached({{template}}Ttl = "1m", Near = "1s")] private Task<int> GetCoreAsync({{parameters}}) => Task.FromResult(1);
        }
        """).Text("A.C.g.cs");
}
