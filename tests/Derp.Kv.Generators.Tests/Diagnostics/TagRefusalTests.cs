using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

/// <summary>S5.</summary>
public class TagRefusalTests
{
    private const string Tag = """[CacheTag("t:{id}")] public partial ValueTask InvalidateTAsync(int id);""";

    [Theory]
    [InlineData("[CacheTag(\"t\")] public ValueTask [|TagAsync|]() => default;", "'TagAsync' cannot be the method of a tag: declare it partial and without a body")]
    [InlineData("[CacheTag([|\"t:{Id}\"|])] public partial ValueTask TagAsync();", "'TagAsync' cannot be the method of a tag: its template can name parameters only")]
    public void Method(string member, string message) => Refusal.VerifyFile("DKV0038", message, $$"""
        namespace A;
        public partial class C(KvClient kv)
        {
            {{member}}
            public int Id { get; }
            NEIGHBOUR
        }
        """);

    [Theory]
    [InlineData("DKV0039", "\"InvalidateT2Async\"", "int id", "'InvalidateT2Async' cannot be a tag: 'C' has no such method; 'InvalidateTAsync' is one that has it")]
    [InlineData("DKV0039", "\"X.InvalidateTAsync\"", "int id", "'X.InvalidateTAsync' cannot be a tag: there is no type 'X' here")]
    [InlineData("DKV0039", "nameof(ToString)", "int id", "'ToString' cannot be a tag: it has no [CacheTag]")]
    [InlineData("DKV0040", "nameof(InvalidateTAsync)", "string no", "'GetCoreAsync' cannot have the tag 'InvalidateTAsync': it has no parameter 'id'")]
    [InlineData("DKV0040", "nameof(InvalidateTAsync)", "string id", "'GetCoreAsync' cannot have the tag 'InvalidateTAsync': its parameter 'id' is of type 'string', not 'int'")]
    [InlineData("DKV0040", "nameof(InvalidateTAsync)", "[NotKey] int id", "'GetCoreAsync' cannot have the tag 'InvalidateTAsync': its key does not name all that the tag takes from 'id', so that calls with other tags would share one value")]
    public void Name(string id, string tag, string parameters, string message) => Refusal.Verify(id, message, $$"""
        {{Tag}}
            [Cached(Ttl = "1m", Tags = [[|{{tag}}|]])] private Task<int> GetCoreAsync({{parameters}}) => Task.FromResult(1);
        """);

    [Fact]
    public void Same_tag_twice() => Refusal.Verify("DKV0041", "'GetCoreAsync' has the tag 'InvalidateTAsync' twice", $$"""
        {{Tag}}
            [Cached(Ttl = "1m", Tags = [nameof(InvalidateTAsync), [|"InvalidateTAsync"|]])] private Task<int> GetCoreAsync(int id) => Task.FromResult(1);
        """);

    [Fact]
    public void Templates_that_meet() => Refusal.Verify("DKV0025", "'A.C.InvalidateTAsync(int)' and 'A.C.InvalidateUAsync(int)' can have the same key, so that one could get the other's invalidations; begin their templates differently", $$"""
        {{Tag}}
            [CacheTag([|"t:{no}"|])] public partial ValueTask InvalidateUAsync(int no);
        """);
}
