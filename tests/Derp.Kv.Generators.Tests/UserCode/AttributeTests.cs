using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>Attributes and documentation of the body that its wrapper shows too.</summary>
public class AttributeTests
{
    [Fact]
    public void Obsolete_and_experimental_types_and_members() =>
        GeneratorRun.Of("""
            #pragma warning disable CS0612, CS0618, X1, X2
            [Obsolete("old")] public sealed record Old(int Id);
            [global::System.Diagnostics.CodeAnalysis.Experimental("X1")] public sealed record New(int Id);
            public sealed record Both([property: Obsolete] int Id);
            public partial class C(KvClient kv)
            {
                [Cached("a:{old.Id}:{both.Id}", Ttl = "5m")]
                private Task<New> GetCoreAsync(Old old, Both both) => Task.FromResult(new New(old.Id + both.Id));

                public partial Task<int> ACoreAsync(int id);
                [Obsolete("no"), Cached("b:{id}", Ttl = "5m")] public partial Task<int> ACoreAsync(int id) => Task.FromResult(id);

                [global::System.Diagnostics.CodeAnalysis.Experimental("X2"), Cached("c:{id}", Ttl = "5m")]
                private Task<int> BCoreAsync(int id) => Task.FromResult(id);
                public partial Task<int> BAsync(int id);
            }
            """);

    [Fact]
    public void Documented_method() =>
        GeneratorRun.Of("""
            namespace A;
            /// <summary>A type.</summary>
            public partial class C(KvClient kv)
            {
                /// <summary>Documented.</summary>
                /// <param name="id">A number.</param>
                [Cached(Ttl = "5m")]
                public Task<int> GetCoreAsync(List<int?> id) => Task.FromResult(id.Count);
            }
            """);

    [Theory]
    [InlineData("[Obsolete(\"gone\", true)]", "[global::System.Obsolete(\"gone\", true)]")]
    [InlineData("[Obsolete(\"a \\\"b\\\"\", DiagnosticId = \"OLD1\", UrlFormat = \"https://x/{0}\")]", "[global::System.Obsolete(\"a \\\"b\\\"\", DiagnosticId = \"OLD1\", UrlFormat = \"https://x/{0}\")]")]
    [InlineData("[global::System.Diagnostics.CodeAnalysis.Experimental(\"X1\", UrlFormat = \"u\")]", "[global::System.Diagnostics.CodeAnalysis.Experimental(\"X1\", UrlFormat = \"u\")]")]
    public void Warning_moves_to_the_wrapper_and_its_invalidation(string attribute, string expected)
    {
        var run = GeneratorRun.Of($$"""
            public partial class C(KvClient kv) { {{attribute}} [Cached("a:{id}", Ttl = "5m")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id); }
            """);
        Assert.Equal(4, run.Text("C.g.cs").Split(expected).Length);
    }

    [Theory]
    [InlineData("<T>(List<T[]> a, (int, string?)[]? b, int? c, [NotKey] T d, params int[][] e) where T : unmanaged", "")]
    [InlineData("(Outer<int>.Inner<string> a)", "")]
    [InlineData("(int @class, int größe)", "/// <param name=\"class\">One.</param><param name=\"größe\">Two.</param><remarks>Of the user.</remarks>")]
    public void Documentation_finds_the_body_whatever_its_signature(string signature, string docs)
    {
        var run = GeneratorRun.Of($$"""
            /// <summary>A record.</summary>
            public static class Outer<T> { /// <summary>Another.</summary><param name="X">It.</param>
                public sealed record Inner<U>(T X); }
            /// <summary>A type.</summary>
            public partial class C(KvClient kv)
            {
                /// <summary>Text of the user.</summary>
                {{docs}}
                [RateLimited("a", Limit = 1, Window = "1s")]
                private Task GetCoreAsync{{signature}} => Task.CompletedTask;
            }
            """.Replace("[RateLimited(\"a\", Limit = 1, Window = \"1s\")]\n    private Task Get", "[RateLimited(\"a\", Limit = 1, Window = \"1s\")] private Task Get", StringComparison.Ordinal));
        var wrapper = run.Output.GetTypeByMetadataName("C")!.GetMembers("GetAsync").Single();
        var cref = System.Xml.Linq.XDocument.Parse(wrapper.GetDocumentationCommentXml(cancellationToken: TestContext.Current.CancellationToken)!).Descendants("inheritdoc").Single().Attribute("cref")!.Value;
        Assert.Equal(run.Output.GetTypeByMetadataName("C")!.GetMembers("GetCoreAsync").Single(), Microsoft.CodeAnalysis.DocumentationCommentId.GetFirstSymbolForDeclarationId(cref, run.Output));
    }
}
