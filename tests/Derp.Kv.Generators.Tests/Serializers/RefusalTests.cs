namespace Derp.Kv.Generators.Tests.Serializers;

/// <summary>What cannot be serialized is refused with a sentence that names the place and the remedy.</summary>
public class RefusalTests
{
    [Theory]
    [InlineData("public class C { private List<int> items = []; public IReadOnlyList<int> Items => items; }", "C.items", "[IgnoreMember]")]
    [InlineData("[MessagePackObject] public class C { [Key(0)] public int A => 1; }", "C.A", "[IgnoreMember]")]
    [InlineData("[MessagePackObject] public class C { public int A { get; set; } }", "C.A", "[Key(…)]")]
    [InlineData("[MessagePackObject] public class C { [Key(0)] public int A; [Key(\"b\")] public int B; }", "C.B", "all names")]
    [InlineData("[MessagePackObject] public class C { [Key(0)] public int A; [Key(0)] public int B; }", "C.A", "same key")]
    [InlineData("[MessagePackObject] public class C { [Key(-1)] public int A; }", "C.A", "between 0 and")]
    [InlineData("[MessagePackObject] public class C { [Key(1000000000)] public int A; }", "C.A", "between 0 and")]
    [InlineData("[MessagePackObject] public class C { [Key(\"\\ud800\")] public int A; }", "C.A", "surrogate")]
    [InlineData("public class C { public C(int other) => field2 = other + other; public int A => field2; private readonly int field2; }", "C.field2", "[KvSerializer]")]
    [InlineData("public class C { public C(int other) { } public C? A { get; set; } public object? B { get; set; } }", "C.B", "concrete type")]
    [InlineData("public struct C { public C(int age) => Age = age; public int? Age { get; } [MessagePackFormatter(null!)] public int B { get; set; } }", "C.B", "typeof")]
    [InlineData("public class C { public object? A { get; set; } }", "C.A", "concrete type")]
    [InlineData("public class C { public dynamic? A { get; set; } }", "C.A", "concrete type")]
    [InlineData("public class C { public List<object>? A { get; set; } }", "C.A", "concrete type")]
    [InlineData("public class C { public Action? A { get; set; } }", "C.A", "delegate")]
    [InlineData("public class C { public IComparable? A { get; set; } }", "C.A", "an interface")]
    [InlineData("public class C { public System.IO.Stream? A { get; set; } }", "C.A", "abstract")]
    [InlineData("public class C { public int[,,,,]? A { get; set; } }", "C.A", "array of arrays")]
    [InlineData("public unsafe class C { public int* A { get; set; } }", "C.A", "pointer")]
    [InlineData("public class C { public nint A { get; set; } }", "C.A", "fixed width")]
    [InlineData("public class C { public System.Collections.ArrayList? A { get; set; } }", "C.A", "List<T>")]
    [InlineData("public class C { public PriorityQueue<int, int>? A { get; set; } }", "C.A", "PriorityQueue")]
    [InlineData("public class C { public System.Net.IPAddress? A { get; set; } }", "C.A", "constructor")]
    [InlineData("public class C { public D? A { get; set; } } public class D { private int b; public int B => b; public void Set(int v) => b = v; }", "D.b", "[IgnoreMember]")]
    [InlineData("public class C { private class D { } public List<int>? A { get; set; } [Obsolete(\"x\", true)] public int B { get; set; } }", "C.B", "obsolete")]
    [InlineData("public class B { public int A { get; set; } } public class G<T> : B { public new string? A { get; set; } } public class C : G<int> { }", "G<int>.A", "hides")]
    [InlineData("public class A1 { public int A; } public class A2 : A1 { public new int A; } public class C : A2 { public new int A; }", "C.A", "third")]
    [InlineData("public class B { public int A { get; init; } } public class C : B { public new string? A { get; set; } }", "B.A", "hidden")]
    [InlineData("public abstract class C { public int A { get; set; } }", "'C'", "abstract")]
    [InlineData("public interface C { int A { get; set; } }", "'C'", "an interface")]
    [InlineData("public ref struct C { public int A; }", "'C'", "ref struct")]
    [InlineData("public static class C { }", "'C'", "static")]
    [InlineData("file class C { public int A; }", "'C", "file")]
    [InlineData("public class C<T> { public T? A { get; set; } }", "'C<T>'", "concrete type")]
    [InlineData("[System.Runtime.Serialization.DataContract] public class C { [System.Runtime.Serialization.DataMember] private int A { get; set; } }", "C.A", "make it public")]
    [InlineData("[System.Runtime.Serialization.DataContract] public class C { [System.Runtime.Serialization.DataMember(Order = 0)] public int A; [System.Runtime.Serialization.DataMember] public int B; }", "C.B", "all names")]
    [InlineData("[MessagePackObject] public class C { [Key(0)] private int A { get; set; } }", "C.A", "make it public")]
    [InlineData("[Union(0, typeof(D))] public abstract class C { } public class D { }", "'D'", "derive from it")]
    [InlineData("[Union(0, typeof(D)), Union(0, typeof(E))] public abstract class C { } public class D : C { } public class E : C { }", "'C'", "key 0")]
    [InlineData("[Union(0, typeof(D)), Union(1, typeof(D))] public abstract class C { } public class D : C { }", "'C'", "twice")]
    [InlineData("[Union(0, typeof(D))] public abstract class C { } public abstract class D : C { }", "'D'", "no values")]
    [InlineData("[Union(0, typeof(D<>))] public abstract class C { } public class D<T> : C { }", "'C'", "closed type")]
    [InlineData("[Union(0, \"D\")] public abstract class C { }", "'C'", "typeof")]
    [InlineData("[Union(0, typeof(D))] public interface C { } public class D : C { public object? A { get; set; } }", "D.A", "concrete type")]
    [InlineData("[MessagePackFormatter(typeof(int))] public class C { }", "'C'", "IMessagePackFormatter<C>")]
    [InlineData("public class C { [MessagePackFormatter(typeof(int))] public int A { get; set; } }", "C.A", "IMessagePackFormatter<int>")]
    [InlineData("public class C { [MessagePackFormatter(typeof(MessagePack.Formatters.Int32Formatter), 5)] public int A { get; set; } }", "C.A", "constructor")]
    [InlineData("public class C { [MessagePackFormatter(null!)] public int A { get; set; } }", "C.A", "typeof")]
    [InlineData("[Derp.Kv.KvSerializer(typeof(int))] public class C { }", "'C'", "IKvSerializer<C>")]
    [InlineData("[assembly: Derp.Kv.KvSerializerFor(typeof(int), typeof(string))] public class C { public int A; }", "'int'", "IKvSerializer<int>")]
    [InlineData("[Derp.Kv.KvSerializer(typeof(S))] public class C { } public abstract class S : Derp.Kv.IKvSerializer<C> { public void Serialize(System.Buffers.IBufferWriter<byte> w, C v) { } public C Deserialize(ReadOnlyMemory<byte> b) => new(); }", "'C'", "abstract")]
    [InlineData("[Derp.Kv.KvSerializer(typeof(S))] public class C { } public class S : Derp.Kv.IKvSerializer<C> { private S() { } public void Serialize(System.Buffers.IBufferWriter<byte> w, C v) { } public C Deserialize(ReadOnlyMemory<byte> b) => new(); }", "'C'", "constructor")]
    [InlineData("[Obsolete(\"x\", true)] public class C { }", "'C'", "another type")]
    [InlineData("public class C : List<int> { public string? Name { get; set; } }", "C.Name", "would be lost")]
    [InlineData("public class C : List<int> { public C(int capacity) : base(capacity) { } }", "'C'", "collection")]
    [InlineData("public class C : IEnumerable<int> { public IEnumerator<int> GetEnumerator() => throw new Exception(); System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => throw new Exception(); }", "'C'", "collection")]
    [InlineData("[MessagePackObject] public class C { [Key(0)] public ref int A => throw new Exception(); }", "C.A", "IgnoreMember")]
    public void Is_refused_with_the_place_and_the_remedy(string source, string place, string remedy)
    {
        var compilation = CompiledSerializers.Compile(source);
        var type = compilation.Assembly.GetTypeByMetadataName("C")
            ?? compilation.Assembly.GetTypeByMetadataName("C`1")
            ?? compilation.GlobalNamespace.GetTypeMembers("C").Single();

        var resolution = Derp.Kv.Generators.Serializers.SerializerResolver.Resolve(type, compilation, TestContext.Current.CancellationToken);

        Assert.NotNull(resolution.Problem);
        Assert.Null(resolution.Expression);
        Assert.Contains(place, resolution.Problem, StringComparison.Ordinal);
        Assert.Contains(remedy, resolution.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_nested_type_that_is_less_than_internal_cannot_be_named()
    {
        var compilation = CompiledSerializers.Compile("public class Outer { private class C { } protected class P { } protected internal class Ok { } }");
        Assert.Contains("less accessible", CompiledSerializers.Resolve(compilation, "Outer+C").Problem, StringComparison.Ordinal);
        Assert.Contains("less accessible", CompiledSerializers.Resolve(compilation, "Outer+P").Problem, StringComparison.Ordinal);
        Assert.Null(CompiledSerializers.Resolve(compilation, "Outer+Ok").Problem);
    }

    [Fact]
    public void Half_typed_code_is_refused_and_never_throws()
    {
        var compilation = CompiledSerializers.Compile("public class C { public Missing A { get; set; } public List<Missing<int>> B; public int [Key(] }");
        Assert.NotNull(CompiledSerializers.Resolve(compilation, "C").Problem);
    }
}
