using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>G5: types that hold annotated methods. Each row compiles without a warning.</summary>
public class ContainingTypeTests
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
}
