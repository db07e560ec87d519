using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>G4: what a body says of null beside its types, its wrapper says too; there are no warnings in generated code.</summary>
public class NullableContextTests
{
    // E2: CS8613, CS8767
    [Theory]
    [InlineData("")]
    [InlineData("public partial Task<string> GetAsync(string id, List<string> more); public partial ValueTask<bool> InvalidateGetAsync(string id, List<string> more, CancellationToken ct);")]
    public void An_interface_with_annotations_is_implemented_without(string declared) =>
        GeneratorRun.Of(
            [
                """
                #nullable enable
                namespace A;
                public interface ICatalog
                {
                    Task<string?> GetAsync(string? id, List<string?> more);
                    ValueTask<bool> InvalidateGetAsync(string? id, List<string?> more, CancellationToken ct = default);
                }
                public interface IStrict { Task<string> GetAsync(string id, List<string> more); }
                """,
                $$"""
                #nullable disable
                namespace A;
                public sealed partial class Catalog(KvClient kv) : ICatalog, IStrict
                {
                    {{declared}}
                    [Cached("x:{id}:{more}", Ttl = "1m"), RateLimited("x:{id}", Limit = 1, Window = "1m")]
                    private Task<string> GetCoreAsync(string id, List<string> more) => Task.FromResult(id);
                }
                """,
            ]);

    [Theory]
    [InlineData("private Task<string> GetCoreAsync<T>(string id = null) where T : class, IDisposable => Task.FromResult(id);")]
    [InlineData("private Task<List<string>> GetCoreAsync(int id, params string[] rest) => Task.FromResult<List<string>>(null);")]
    [InlineData("private ValueTask<(string A, object[] B)> GetCoreAsync(int id, [NotKey] object trace = null) => default;")]
    public void Bodies_without_annotations(string body) =>
        GeneratorRun.Of($$"""
            #nullable disable
            namespace A;
            public partial class C(KvClient kv)
            {
                [Cached(Ttl = "1m", Serializer = typeof(S))] {{body}}
            }
            """
            .Replace(", Serializer = typeof(S)", body.Contains("object[]", StringComparison.Ordinal) ? ", Serializer = typeof(S)" : "", StringComparison.Ordinal)
            + """

            public sealed class S : IKvSerializer<(string A, object[] B)>
            {
                public void Serialize(System.Buffers.IBufferWriter<byte> writer, (string A, object[] B) value) { }
                public (string A, object[] B) Deserialize(ReadOnlyMemory<byte> bytes) => default;
            }
            """);

    // E2: CS8604
    [Theory]
    [InlineData("Cached(\"x:{text}\", Ttl = \"1m\")", "[System.Diagnostics.CodeAnalysis.DisallowNull] string? text")]
    [InlineData("Cached(\"x:{text}\", Ttl = \"1m\")", "[System.Diagnostics.CodeAnalysis.AllowNull] string text")]
    [InlineData("Cached(\"x:{text}\", Ttl = \"1m\"), Idempotent(\"x:{text}\", Ttl = \"1m\")", "[System.Diagnostics.CodeAnalysis.AllowNull] string text, [System.Diagnostics.CodeAnalysis.DisallowNull] int? text2 = 1")]
    [InlineData("Idempotent(\"x:{id}\", Ttl = \"1m\")", "int id, [System.Diagnostics.CodeAnalysis.DisallowNull] string? text")]
    public void Attributes_of_parameters_about_null(string attributes, string parameters)
    {
        var run = GeneratorRun.Of($$"""
            namespace A;
            public partial class C(KvClient kv)
            {
                [{{attributes.Replace("\"x:{text}\", Ttl", parameters.Contains("text2", StringComparison.Ordinal) ? "\"x:{text}:{text2}\", Ttl" : "\"x:{text}\", Ttl", StringComparison.Ordinal)}}]
                private Task<int> GetCoreAsync({{parameters}}) => Task.FromResult(1);
            }
            """);
        Assert.Matches(@"\[global::System\.Diagnostics\.CodeAnalysis\.(Allow|Disallow)Null\] ", run.Text("A.C.g.cs"));
    }
}
