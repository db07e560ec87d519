using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Tests;

/// <summary>G5: what a wrapper must survive in the code around it. Each row compiles without a warning.</summary>
public class UserCodeTests
{
    private const string Cached = """[Cached(Ttl = "5m")]""";

    [Theory]
    [InlineData("Global_namespace", "", "public sealed partial class C(KvClient kv)", "")]
    [InlineData("File_scoped_namespace", "namespace A.B;", "public sealed partial class C(KvClient kv)", "")]
    [InlineData("Keywords_as_names", "namespace @namespace.@class;", "public sealed partial class @event(KvClient @static)", "")]
    [InlineData("Unicode_names", "namespace Größe.数据;", "public sealed partial class Προϊόν(KvClient клиент)", "")]
    [InlineData("Namespace_and_class_of_one_name", "namespace Shop;", "public sealed partial class Shop(KvClient kv)", "")]
    [InlineData("Class_without_sealed", "namespace A;", "public partial class C(KvClient kv)", "")]
    [InlineData("Internal_class", "namespace A;", "internal partial class C(KvClient kv)", "")]
    [InlineData("Struct", "namespace A;", "public readonly partial struct C(KvClient kv)", "")]
    [InlineData("Record", "namespace A;", "public sealed partial record C(KvClient Kv)", "")]
    [InlineData("Record_struct", "namespace A;", "public readonly partial record struct C(KvClient Kv)", "")]
    [InlineData("Field", "namespace A;", "public sealed partial class C", "private readonly KvClient _kv = null!;")]
    [InlineData("Field_of_derived_type", "namespace A;", "public sealed partial class C", "private readonly MemoryKvClient _kv = null!;")]
    [InlineData("Nullable_field", "namespace A;", "public sealed partial class C", "private KvClient? _kv; public void Set(KvClient kv) => _kv = kv;")]
    [InlineData("Static_field", "namespace A;", "public sealed partial class C", "private static readonly KvClient Kv = null!;")]
    [InlineData("Property", "namespace A;", "public sealed partial class C", "private KvClient Kv { get; } = null!;")]
    [InlineData("Field_before_property", "namespace A;", "public sealed partial class C", "private readonly KvClient _kv = null!; public KvClient Other => _kv;")]
    [InlineData("Field_before_parameter", "namespace A;", "public sealed partial class C(KvClient kv)", "private readonly KvClient _kv = kv;")]
    [InlineData("Inherited_property", "namespace A; public abstract class B { protected KvClient Kv { get; } = null!; }", "public sealed partial class C : B", "")]
    [InlineData("Generic_class", "namespace A;", "public sealed partial class C<T>(KvClient kv) where T : class, new()", "")]
    [InlineData("Type_called_System", "namespace A; public class System; public class Task;", "public sealed partial class C(KvClient kv)", "public int Derp => 1; public int Kv => 2;")]
    [InlineData("Wrapper_before_its_type_is_touched", "namespace A;", "public sealed partial class C(KvClient kv)", "")]
    public void Containing_type(string what, string before, string head, string members) =>
        GeneratorRun.Of($$"""
            {{before}}
            {{head}} // {{what}}
            {
                {{members}}
                {{Cached}} private global::System.Threading.Tasks.Task<int> GetCoreAsync(int id, CancellationToken ct) => global::System.Threading.Tasks.Task.FromResult(id);
            }
            """);

    [Theory]
    [InlineData("public partial class Outer { public sealed partial class C(KvClient kv) { @ } }")]
    [InlineData("public partial class Outer<TOuter> where TOuter : notnull { public partial struct Mid<T> { private sealed partial class C(KvClient kv) { @ } } }")]
    [InlineData("public partial record Outer { protected partial class C(KvClient kv) { @ } }")]
    [InlineData("public partial record struct Outer { internal partial record C(KvClient Kv) { @ } }")]
    [InlineData("public partial interface IOuter { public sealed partial class C(KvClient kv) { @ } }")]
    [InlineData("public static partial class Outer { public partial class C(KvClient kv) { @ } }")]
    [InlineData("public sealed partial class Cc(KvClient kv) { @ } public sealed partial class CC(KvClient kv) { @ }")]
    public void Nested_types(string code) =>
        GeneratorRun.Of("namespace A { " + code.Replace("@", Cached + " private Task<int> GetCoreAsync(int id) => Task.FromResult(id);", StringComparison.Ordinal) + " }");

    [Theory]
    [InlineData("private Task<string> GetCoreAsync() => Task.FromResult(\"\");")]
    [InlineData("private ValueTask<string?> GetCoreAsync(string? a, string b = \"x\\n\\\"\", CancellationToken ct = default) => new(a ?? b);")]
    [InlineData("private async Task<int> GetCore(int id) { await Task.Yield(); return id; }")]
    [InlineData("public Task<(int A, string? B)> GetCoreAsync(int id) => Task.FromResult((id, (string?)null));")]
    [InlineData("private Task<int[]> GetCoreAsync(params int[] ids) => Task.FromResult(ids);")]
    [InlineData("private Task<int> GetCoreAsync(CancellationToken ct, int id) => Task.FromResult(id);")]
    [InlineData("private Task<int> GetCoreAsync(CancellationToken ct, params string[] ids) => Task.FromResult(ids.Length);")]
    [InlineData("private Task<int> GetCoreAsync(int self, int s, int ct, int client) => Task.FromResult(self + s + ct + client);")]
    [InlineData("private Task<int> GetCoreAsync(int Item2, int Item1, int Rest, string ToString) => Task.FromResult(Item2 + Item1 + Rest + ToString.Length);")]
    [InlineData("private Task<int> GetCoreAsync(int writer, int[] item, int[] items, int? value) => Task.FromResult(writer + item.Length + items.Length + (value ?? 0));")]
    [InlineData("private Task<int> GetCoreAsync(int @class, string @await, int @field, int @record) => Task.FromResult(@class + @await.Length + @field + @record);")]
    [InlineData("private Task<int> GetCoreAsync(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j) => Task.FromResult(a + b + c + d + e + f + g + h + i + j);")]
    [InlineData("private Task<int> GetCoreAsync(int id) => Task.FromResult(id); [Cached(Ttl = \"1s\")] private Task<int> GetCoreAsync(string id) => Task.FromResult(id.Length); [Cached(Ttl = \"1s\")] private Task<int> GetCore(long id) => Task.FromResult((int)id);")]
    [InlineData("private Task<int> GetCoreAsync(int id) => Task.FromResult(id); private static int GetMethod => 1; public int Use() => GetMethod;")]
    [InlineData("private Task<int> GetCoreAsync(int id, [NotKey] object trace) => Task.FromResult(id + trace.GetHashCode());")]
    [InlineData("private Task<int> GetCoreAsync([NotKey] Action<int> progress, int id, CancellationToken ct = default) => Task.FromResult(id);")]
    [InlineData("private Task<int> GetCoreAsync(string a, DayOfWeek day, DayOfWeek? maybe, Guid g, DateTime t, DateTimeOffset o, TimeSpan s, DateOnly d, TimeOnly y, decimal m, double n, float f, char c, bool b, nint i, nuint u, ulong l) => Task.FromResult(1);")]
    [InlineData("private Task<int> GetCoreAsync(List<string?>? a, IReadOnlyList<int?> b, IEnumerable<DayOfWeek> c, int[][] d, global::System.Collections.Immutable.ImmutableArray<Guid> e) => Task.FromResult(1);")]
    [InlineData("internal protected virtual Task<int> GetCoreAsync(int id) => Task.FromResult(id);")]
    [InlineData("protected async Task<int> GetCoreAsync(int id) => await Task.FromResult(id);")]
    [InlineData("#nullable disable\n private Task<string> GetCoreAsync(string id = null) => Task.FromResult(id);\n#nullable restore\n")]
    [InlineData("private Task<string> GetCoreAsync(string id = null!) => Task.FromResult(id);")]
    [InlineData("private partial Task<int> GetCoreAsync(int id); private partial Task<int> GetCoreAsync(int id) => Task.FromResult(id);")]
    [InlineData("private static Task<int> GetCoreAsync(int id) => Task.FromResult(id); private static readonly KvClient s_kv = new MemoryKvClient();")]
    [InlineData("private static Task<int> GetCoreAsync() => Task.FromResult(1); private static readonly KvClient s_kv = new MemoryKvClient();")]
    [InlineData("private static Task<int> GetCoreAsync(int s_kv) => Task.FromResult(s_kv); private static readonly KvClient s_kv = new MemoryKvClient();")]
    [InlineData("private Task<int> GetCoreAsync(int _kv) => Task.FromResult(_kv);")]
    [InlineData("private Task<int> GetCoreAsync<T>(int id) where T : class?, IComparable<T>, new() => Task.FromResult(id);")]
    [InlineData("private Task<int> GetCoreAsync<TCache, CacheKey, T3>(int id) where TCache : unmanaged where CacheKey : notnull where T3 : struct, Enum => Task.FromResult(id);")]
    [InlineData("private Task<int> GetCoreAsync<T>(T id, string other) where T : struct, IFormattable => Task.FromResult(id.GetHashCode());", "{id:G}:{other}")]
    [InlineData("[Obsolete(\"gone \\\"soon\\\"\", false)] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);")]
    [InlineData("private Task<int> GetCoreAsync([global::System.Runtime.InteropServices.Optional, global::System.Runtime.CompilerServices.DateTimeConstant(5L)] DateTime t, [global::System.Runtime.InteropServices.Optional] int x) => Task.FromResult(x);")]
    [InlineData("private Task<int> GetCoreAsync(IReadOnlyList<int> ids, [NotKey] params object?[] trace) => Task.FromResult(ids.Count + trace.Length);")]
    [InlineData("[Obsolete] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);")]
    [InlineData("[global::System.Diagnostics.CodeAnalysis.Experimental(\"X1\")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);")]
    [InlineData("private Task<int> GetCoreAsync(int id, [global::System.Runtime.CompilerServices.CallerMemberName] string caller = \"\") => Task.FromResult(id + caller.Length);")]
    [InlineData("private Task<Nested> GetCoreAsync(int id) => Task.FromResult(new Nested(id)); internal sealed record Nested(int Id);")]
    public void Method(string code, string? template = null) =>
        GeneratorRun.Of($$"""
            namespace A;
            public partial class C
            {
                private readonly KvClient _kv = new MemoryKvClient();
                [Cached({{(template is null ? "" : $"\"{template}\", ")}}Ttl = "5m")]
                {{code}}
            }
            """);

    [Theory]
    [InlineData("int", "-1")]
    [InlineData("long", "long.MinValue")]
    [InlineData("ulong", "ulong.MaxValue")]
    [InlineData("byte", "200")]
    [InlineData("double", "-1.5")]
    [InlineData("double", "double.NaN")]
    [InlineData("double", "double.NegativeInfinity")]
    [InlineData("double", "1e300")]
    [InlineData("float", "0.1f")]
    [InlineData("float", "-0f")]
    [InlineData("decimal", "-1.50m")]
    [InlineData("decimal", "79228162514264337593543950335m")]
    [InlineData("char", "'\\''")]
    [InlineData("char", "'\\uD800'")]
    [InlineData("string", "\"İ \\u0000 \\\\ \\uD800\"")]
    [InlineData("string?", "null")]
    [InlineData("bool", "true")]
    [InlineData("DayOfWeek", "DayOfWeek.Friday")]
    [InlineData("DayOfWeek", "(DayOfWeek)(-1)")]
    [InlineData("DayOfWeek?", "DayOfWeek.Friday")]
    [InlineData("AttributeTargets", "AttributeTargets.Class | AttributeTargets.Enum")]
    [InlineData("int?", "null")]
    [InlineData("int?", "5")]
    [InlineData("Guid", "default")]
    [InlineData("DateTime", "default")]
    [InlineData("nint", "3")]
    public void Default_value_is_the_bodys_own(string type, string value)
    {
        var run = GeneratorRun.Of($$"""
            namespace A;
            public partial class C(KvClient kv)
            {
                [Cached(Ttl = "5m")]
                public Task<int> GetCoreAsync({{type}} x = {{value}}) => Task.FromResult(x.GetHashCode());
            }
            """.Replace("x.GetHashCode()", "(x as object)?.GetHashCode() ?? 0", StringComparison.Ordinal));

        var c = run.Output.GetTypeByMetadataName("A.C")!;
        var body = c.GetMembers("GetCoreAsync").OfType<Microsoft.CodeAnalysis.IMethodSymbol>().Single().Parameters[0];
        var wrapper = c.GetMembers("GetAsync").OfType<Microsoft.CodeAnalysis.IMethodSymbol>().Single().Parameters[0];
        Assert.Equal(body.ExplicitDefaultValue, wrapper.ExplicitDefaultValue);
    }

    [Theory]
    [InlineData("public Task<Shown> GetCoreAsync(Shown x)", "Public")]
    [InlineData("private Task<int> GetCoreAsync(string x)", "Public")]
    [InlineData("private Task<int> GetCoreAsync(Hidden x)", "Internal")]
    [InlineData("private Task<List<Hidden>> GetCoreAsync(string x)", "Internal")]
    [InlineData("private Task<int> GetCoreAsync(Own x)", "Private")]
    [InlineData("private Task<int> GetCoreAsync(Family x)", "Protected")]
    [InlineData("private Task<int> GetCoreAsync(Family x, [NotKey] Hidden[] y)", "ProtectedAndInternal")]
    public void Wrapper_is_as_accessible_as_its_types(string head, string expected)
    {
        var run = GeneratorRun.Of($$"""
            namespace A;
            public enum Shown { A }
            internal enum Hidden { A }
            public partial class C(KvClient kv)
            {
                private enum Own { A }
                protected enum Family { A }
                [RateLimited("x:{x}", Limit = 5, Window = "1m")]
                {{head}} => throw new NotSupportedException();
            }
            """.Replace("x:{x}", head.Contains("string", StringComparison.Ordinal) ? "x:{x}" : "y:{x}", StringComparison.Ordinal));
        Assert.Equal(expected, run.Output.GetTypeByMetadataName("A.C")!.GetMembers("GetAsync").Single().DeclaredAccessibility.ToString());
    }

    [Theory]
    [InlineData("public partial Task<int> GetAsync(int number, CancellationToken token = default);")]
    [InlineData("internal virtual partial Task<int> GetAsync(int id, CancellationToken cancellationToken);")]
    [InlineData("/// <summary>Mine.</summary>\nprotected internal partial Task<int> GetAsync(int id, CancellationToken ct = default);")]
    [InlineData("public partial Task<int> GetAsync(int id, CancellationToken ct = default); public partial ValueTask<bool> InvalidateGetAsync(int other, CancellationToken t);")]
    public void Declared_wrapper_is_implemented_as_declared(string declaration) =>
        GeneratorRun.Of($$"""
            namespace A;
            public partial class C(KvClient kv)
            {
                {{declaration}}
                [Cached("c:{id}", Ttl = "5m")]
                private Task<int> GetCoreAsync(int id, CancellationToken ct = default) => Task.FromResult(id);
            }
            """);

    [Theory]
    [InlineData("override")]
    [InlineData("sealed override")]
    [InlineData("new")]
    public void Declared_wrapper_may_replace_an_inherited_method(string modifier) =>
        GeneratorRun.Of($$"""
            namespace A;
            public abstract class B { public virtual Task<int> GetAsync(int id) => Task.FromResult(id); }
            public partial class C(KvClient kv) : B
            {
                public {{modifier}} partial Task<int> GetAsync(int id);
                [Cached(Ttl = "5m")]
                private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            }
            """);

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
    public void Abstract_body() =>
        GeneratorRun.Of("""
            public abstract partial class C(KvClient kv)
            {
                [Cached(Ttl = "5m")]
                protected abstract Task<int> GetCoreAsync(int id);
            }
            """);

    [Fact]
    public void Parts_in_two_files_make_one_file()
    {
        var run = GeneratorRun.Of(
        [
            "public partial class C(KvClient kv) { [Cached(Ttl = \"5m\")] private Task<int> BCoreAsync(int id) => Task.FromResult(id); }",
            "partial class C { [RateLimited(\"x\", Limit = 1, Window = \"1m\"), Idempotent(\"x\", Ttl = \"1m\")] private Task ACoreAsync() => Task.CompletedTask; }",
        ]);
        Assert.Equal("C.g.cs", Assert.Single(run.Sources).HintName);
    }

    [Fact]
    public void Wrapper_implements_an_interface() =>
        GeneratorRun.Of("""
            namespace A;
            public interface ICatalog { Task<string?> GetAsync(int id, CancellationToken ct = default); ValueTask<bool> InvalidateGetAsync(int id, CancellationToken ct = default); }
            public sealed partial class Catalog(KvClient kv) : ICatalog
            {
                [Cached("c:{id}", Ttl = "5m")]
                private Task<string?> GetCoreAsync(int id, CancellationToken ct = default) => Task.FromResult<string?>(null);
            }
            """);

    [Theory]
    [InlineData("private Task PayCoreAsync(string id, decimal amount)")]
    [InlineData("private ValueTask PayCoreAsync(string id, decimal amount, CancellationToken ct)")]
    [InlineData("private Task<int> PayCoreAsync(string id, List<string?>? amount)")]
    [InlineData("private ValueTask<string?> PayCoreAsync(string id, string? amount, CancellationToken ct = default)")]
    [InlineData("private Task<IdempotentResult<string>> PayCoreAsync(string id, DateTime amount, CancellationToken ct = default)")]
    [InlineData("private ValueTask<IdempotentResult<int?>> PayCoreAsync(string id, [NotKey] object amount)")]
    public void Idempotent_and_limited_methods_nest(string head)
    {
        const string limited = """[RateLimited("pay:{id}", Limit = 3, Window = "1m")]""";
        const string idempotent = """[Idempotent("pay:{id}", Ttl = "1d", InFlight = InFlightBehavior.Reject, OnUnavailable = IdempotencyUnavailable.Run)]""";
        foreach (var attributes in (string[])[limited, idempotent, limited + idempotent, idempotent + limited])
        {
            GeneratorRun.Of($$"""
                namespace A;
                public partial class C(KvClient kv)
                {
                    {{attributes}}
                    {{head}} => throw new NotSupportedException();
                }
                """);
        }
    }

    [Fact]
    public void All_three_attributes_nest() =>
        GeneratorRun.Of("""
            namespace A;
            public partial class C(KvClient kv)
            {
                [Cached("a:{id}", Ttl = "1m")]
                [Idempotent("b:{id}", Ttl = "1m")]
                [RateLimited("c:{id}", Limit = 3, Window = "1m")]
                private ValueTask<string> AskCoreAsync(string id, CancellationToken ct = default) => new(id);
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

    [Fact]
    public void Static_class_with_extension_methods() =>
        GeneratorRun.Of("""
            namespace A;
            public static partial class C
            {
                public static KvClient Kv { get; set; } = null!;
                [Cached("c:{id}", Ttl = "5m")]
                private static Task<int> LengthCoreAsync(this string id) => Task.FromResult(id.Length);
                public static Task<int> Use() => "x".LengthAsync();
            }
            """);

    [Fact]
    public void Custom_serializers() =>
        GeneratorRun.Of("""
            namespace A;
            using System.Buffers;
            public sealed class Text<T> : IKvSerializer<T> where T : class
            {
                public void Serialize(IBufferWriter<byte> writer, T value) { }
                public T Deserialize(ReadOnlyMemory<byte> bytes) => null!;
            }
            public sealed class Number : IKvSerializer<int>
            {
                internal Number() { }
                public void Serialize(IBufferWriter<byte> writer, int value) { }
                public int Deserialize(ReadOnlyMemory<byte> bytes) => 0;
            }
            public partial class C<T>(KvClient kv) where T : class
            {
                [Cached("a:{id}", Ttl = "5m", Serializer = typeof(Text<string>))] private Task<string?> ACoreAsync(int id) => throw new NotSupportedException();
                [Cached("b:{id}", Ttl = "5m", Serializer = typeof(Number))] private Task<int?> BCoreAsync(int id) => throw new NotSupportedException();
                [Cached("c:{id}", Ttl = "5m", Serializer = typeof(Text<>))] private Task<T?> CCoreAsync(int id) => throw new NotSupportedException();
                [Idempotent("d:{id}", Ttl = "5m", Serializer = typeof(Number))] private Task<IdempotentResult<int>> DCoreAsync(int id) => throw new NotSupportedException();
            }
            """);

    [Fact]
    public void Property_paths() =>
        GeneratorRun.Of("""
            namespace A;
            public record Owner(string? Name, int Age, Owner? Boss, Place Where, Place? Maybe, List<string> Tags);
            public readonly record struct Place(int X, string Y);
            public interface IHasId { int Id { get; } }
            public interface IThing : IHasId;
            public partial class C(KvClient kv)
            {
                [Cached("a:{o.Name}:{o.Age}:{o.Boss.Name}:{o.Boss.Age}:{o.Where.X}:{o.Maybe.X}:{o.Maybe.Y}:{o.Tags}:{t.Id}:{p.Y}:{p.X:D4}:{u.Id}", Ttl = "5m")]
                private Task<int> GetCoreAsync<T>(Owner o, IThing? t, Place p, T u) where T : IHasId => Task.FromResult(1);
            }
            """);

    [Fact]
    public void Language_version_14() =>
        GeneratorRun.Of(
            """
            namespace A;
            public partial class C
            {
                public KvClient Kv { get => field; set => field = value; } = null!;
                [Cached(Ttl = "5m")]
                private Task<int> GetCoreAsync(params IReadOnlyList<int> ids) => Task.FromResult(ids.Count);
            }
            """,
            LanguageVersion.CSharp14);
}
