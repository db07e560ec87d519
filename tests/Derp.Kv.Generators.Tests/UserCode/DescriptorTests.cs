using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>K10: what a descriptor is told of its method – a name, a template and the stored type – tells it from every other.</summary>
public class DescriptorTests
{
    [Theory]
    [InlineData("int", "System.Int32")]
    [InlineData("int?", "System.Int32")]
    [InlineData("string?", "System.String")]
    [InlineData("List<string?>?", "System.Collections.Generic.List<System.String>")]
    [InlineData("List<int?>", "System.Collections.Generic.List<System.Nullable<System.Int32>>")]
    [InlineData("(int Id, string? Name)", "System.ValueTuple<System.Int32, System.String>")]
    [InlineData("byte[]", "System.Byte[]")]
    [InlineData("int[][,]", "System.Int32[][,]")]
    [InlineData("Item", "Shop.class.Item")]
    [InlineData("Outer.Inner?", "Shop.class.Outer.Inner")]
    [InlineData("Box<Item>.Lid<int>", "Shop.class.Box<Shop.class.Item>.Lid<System.Int32>")]
    [InlineData("Renamed", "item")]
    [InlineData("Dictionary<string, Renamed[]>", "System.Collections.Generic.Dictionary<System.String, item[]>")]
    [InlineData("Tagged<Renamed>", "tagged<item>")]
    [InlineData("Tagged<int>.Tag", "tagged<System.Int32>.Tag")]
    [InlineData("Box<int>.Named<string>", "named<System.Int32, System.String>")]
    [InlineData("Kind", "kind")]
    public void Type_is_named_in_full_or_as_its_attribute_says(string type, string expected)
    {
        var text = Generated($$"""
            namespace Shop.@class;
            public sealed record Item(int Id);
            public static class Outer { public sealed record Inner(int Id); }
            public sealed class Box<T> { public T? Value { get; set; } public sealed class Lid<U> { public U? Value { get; set; } } [KvName("named")] public sealed class Named<U> { public U? Value { get; set; } } }
            [KvName("item")] public sealed record Renamed(int Id);
            [KvName("tagged")] public sealed class Tagged<T> { public T? Value { get; set; } public sealed record Tag(T? Value); }
            [KvName("kind")] public enum Kind { A }
            public partial class C(KvClient kv)
            {
                [Cached("x:{id}", Ttl = "1m")] private Task<{{type}}> GetCoreAsync(int id) => throw new NotSupportedException("" + id);
            }
            """);
        Assert.Contains($"type: \"{expected}\",", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Body_without_a_result_stores_void_and_one_that_chooses_the_status_its_value()
    {
        var text = Generated("""
            namespace A;
            public partial class C(KvClient kv)
            {
                [Idempotent("x:{id}", Ttl = "1m")] private Task SendCoreAsync(string id) => Task.FromResult(id);
                [Idempotent("y:{id}", Ttl = "1m")] private Task<IdempotentResult<int?>> PayCoreAsync(string id) => Task.FromResult(new IdempotentResult<int?>(id.Length, 201, false));
            }
            """);
        Assert.Contains("template: \"x:{id}\",\ntype: \"void\",", text, StringComparison.Ordinal);
        Assert.Contains("template: \"y:{id}\",\ntype: \"System.Int32\",", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Type_parameters_are_named_by_their_place_so_that_they_can_be_renamed()
    {
        static string Of(string outer, string inner) => Generated($$"""
            namespace A;
            public sealed class AnyArray<T> : IKvSerializer<T[]>
            {
                public void Serialize(System.Buffers.IBufferWriter<byte> writer, T[] value) => throw new NotSupportedException();
                public T[] Deserialize(ReadOnlyMemory<byte> bytes) => throw new NotSupportedException();
            }
            public partial class C<{{outer}}>(KvClient kv)
            {
                [Cached("x:{id}", Ttl = "1m", Serializer = typeof(AnyArray<>))]
                private Task<{{inner}}[]> GetCoreAsync<{{inner}}>(int id) => throw new NotSupportedException(typeof({{outer}}).Name + id);
            }
            """);

        Assert.Contains("type: \"!1[]\",", Of("T", "U"), StringComparison.Ordinal);
        Assert.Contains("type: \"!1[]\",", Of("TFirst", "TSecond"), StringComparison.Ordinal);
    }

    [Fact]
    public void Template_is_given_as_written_and_an_identity_where_there_is_none()
    {
        var text = Generated("""
            namespace A;
            public partial class C(KvClient kv)
            {
                [RateLimited("r:{{{id}}}", Limit = 1, Window = "1m")]
                [Cached(Ttl = "1m")] private Task<int> GetCoreAsync(int id, CancellationToken ct) => Task.FromResult(id);
            }
            """);
        Assert.Contains("template: \"r:{{{id}}}\",\nnew()", text, StringComparison.Ordinal);
        Assert.Contains("template: \"A.C.GetAsync(int)\",", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Overloads_are_told_apart_and_other_methods_keep_short_names()
    {
        var text = Generated("""
            namespace A;
            public partial class C(KvClient kv)
            {
                [Cached(Ttl = "1m")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
                [Cached(Ttl = "1m")] private Task<int> GetCoreAsync(string id, CancellationToken ct = default) => Task.FromResult(id.Length);
                [Cached(Ttl = "1m")] private Task<int> AllCoreAsync() => Task.FromResult(1);
                public Task<int> AllAsync(int more) => Task.FromResult(more);
                [RateLimited("a:{id}", Limit = 1, Window = "1m")] private Task GoCoreAsync(int id) => Task.FromResult(id);
                [RateLimited("b:{id}", Limit = 1, Window = "1m")] private Task GoCoreAsync(int id, CancellationToken ct) => Task.FromResult(id);
                [RateLimited("c:{id}", Limit = 1, Window = "1m")] private Task GoCoreAsync<T>(int id) => Task.FromResult(id);
            }
            """);
        foreach (var name in (string[])["GetAsync(int)", "GetAsync(string)", "AllAsync", "GoAsync(int)", "GoAsync(int,System.Threading.CancellationToken)", "GoAsync`1(int)"])
            Assert.Contains($"\"A.C.{name}\",\ntemplate:", text, StringComparison.Ordinal);
    }

    // Without indentation.
    private static string Generated(string source) =>
        string.Join('\n', Assert.Single(GeneratorRun.Of(source).Sources, s => s.SourceText.ToString().Contains("partial class C", StringComparison.Ordinal))
            .SourceText.ToString().Split('\n').Select(l => l.Trim()));
}
