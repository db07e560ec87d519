using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Tests.Diagnostics;

// G6
public class SignatureRefusalTests
{
    private const string A = """[Cached(Ttl = "1m")] private """;

    [Theory]
    [InlineData("void", "void")]
    [InlineData("async void", "async void")]
    [InlineData("int", "int")]
    [InlineData("IAsyncEnumerable<int>", "IAsyncEnumerable<int>")]
    [InlineData("ref Task<int>", "Task<int>")]
    [InlineData("Task<dynamic>", "dynamic in a task")]
    public void Return_type(string type, string shown) => Refusal.Verify(
        "DKV0006",
        $"'GetCoreAsync' returns '{shown}', but a wrapper needs Task, Task<T>, ValueTask or ValueTask<T>",
        $"{A}{type} [|GetCoreAsync|](int id) => throw new NotSupportedException();");

    [Theory]
    [InlineData("Task")]
    [InlineData("ValueTask")]
    public void Cached_without_result(string type) => Refusal.Verify(
        "DKV0007",
        "'GetCoreAsync' is [Cached], but has no result to cache; return Task<T> or ValueTask<T>",
        $"{A}{type} [|GetCoreAsync|](int id) => throw new NotSupportedException();");

    [Theory]
    [InlineData("ref int [|x|]", "it is passed by reference (ref), which a task cannot keep")]
    [InlineData("out int [|x|]", "it is passed by reference (out), which a task cannot keep")]
    [InlineData("in int [|x|]", "it is passed by reference (in), which a task cannot keep")]
    [InlineData("ref readonly int [|x|]", "it is passed by reference (ref readonly), which a task cannot keep")]
    [InlineData("Span<int> [|x|]", "its type is a ref struct, which a task cannot keep")]
    [InlineData("scoped Span<int> [|x|]", "its type is a ref struct, which a task cannot keep")]
    [InlineData("params ReadOnlySpan<int> [|x|]", "its type is a ref struct, which a task cannot keep")]
    [InlineData("scoped ref int [|x|]", "it is passed by reference (ref), which a task cannot keep")]
    [InlineData("int* [|x|]", "its type is a pointer")]
    [InlineData("void*[] [|x|]", "its type is a pointer")]
    [InlineData("delegate*<int, void> [|x|]", "its type is a pointer")]
    [InlineData("dynamic [|x|]", "its type is dynamic, so the type of its value is not known at compile time")]
    [InlineData("List<dynamic> [|x|]", "its type is dynamic, so the type of its value is not known at compile time")]
    public void Parameter(string parameter, string reason) => Refusal.Verify(
        "DKV0008",
        $"Parameter 'x' cannot be passed on by a wrapper: {reason}",
        $"""[RateLimited("x", Limit = 1, Window = "1m")] private unsafe Task GetCoreAsync({parameter}) => throw new NotSupportedException();""");

    [Fact]
    public void Parameter_of_a_type_that_may_be_a_ref_struct() => Refusal.VerifyFile(
        "DKV0008",
        "Parameter 'x' cannot be passed on by a wrapper: its type may be a ref struct, which a task cannot keep",
        """public partial class C(KvClient kv) { [RateLimited("x", Limit = 1, Window = "1m")] private Task GetCoreAsync<T>(T [|x|]) where T : allows ref struct => throw new NotSupportedException(); NEIGHBOUR }""",
        LanguageVersion.CSharp13);

    [Fact]
    public void Two_tokens() => Refusal.Verify(
        "DKV0009",
        "'GetCoreAsync' has more than one CancellationToken; a wrapper can pass on one",
        $"{A}Task<int> [|GetCoreAsync|](CancellationToken a, CancellationToken b) => throw new NotSupportedException();");

    [Theory]
    [InlineData("GetAsync")]
    [InlineData("Core")]
    [InlineData("CoreAsync")]
    public void Body_name(string name) => Refusal.Verify(
        "DKV0003",
        $"'{name}' must end in 'Core' or 'CoreAsync', so that the wrapper can have the name without it, or the attribute must set Name",
        $"{A}Task<int> [|{name}|](int id) => throw new NotSupportedException();");

    [Fact]
    public void Name_is_no_identifier() => Refusal.Verify(
        "DKV0004",
        "The wrapper's name 'Get Async' cannot be used: it is not an identifier",
        """[Cached(Ttl = "1m", Name = [|"Get Async"|])] private Task<int> GetCoreAsync(int id) => throw new NotSupportedException();""");

    [Fact]
    public void Attributes_disagree_about_the_name() => Refusal.Verify(
        "DKV0004",
        "The wrapper's name 'B' cannot be used: another attribute of the method sets 'A'; there is one wrapper for all",
        """[Cached(Ttl = "1m", Name = [|"B"|]), RateLimited("x", Limit = 1, Window = "1m", Name = "A")] private Task<int> GetCoreAsync(int id) => throw new NotSupportedException();""");

    [Theory]
    [InlineData("GetAsync", "public Task<int> GetAsync(int other) => throw new NotSupportedException();", "'C' already has this method")]
    [InlineData("GetAsync", "public int GetAsync => 1;", "'C' has another member of this name")]
    [InlineData("InvalidateGetAsync", "public Task InvalidateGetAsync(int a, CancellationToken b) => throw new NotSupportedException();", "'C' already has this method")]
    public void Name_is_taken(string name, string member, string reason) => Refusal.Verify(
        "DKV0005",
        $"'{name}' cannot be generated: {reason}",
        $"{A}Task<int> [|GetCoreAsync|](int id) => throw new NotSupportedException(); {member}");

    [Fact]
    public void Names_of_tuple_elements_make_no_other_signature() => Refusal.Verify(
        "DKV0005",
        "'GetAsync' cannot be generated: 'C' already has this method",
        $"{A}Task<int> [|GetCoreAsync|]((int A, string? B) id) => throw new NotSupportedException(); public Task<int> GetAsync((int, string) id) => throw new NotSupportedException();");

    [Fact]
    public void Name_is_taken_by_another_body() => Refusal.Verify(
        "DKV0005",
        "'GetAsync' cannot be generated: a generated method of 'GetCoreAsync' has this name and the same parameters",
        $$"""{{A}}Task<int> GetCoreAsync(int id) => throw new NotSupportedException(); [RateLimited("x", Limit = 1, Window = "1m", Name = "GetAsync")] private Task<int> [|Other|](int id) => throw new NotSupportedException();""");

    [Theory]
    [InlineData("public class B { public Task<int> GetAsync(int id) => Task.FromResult(id); }")]
    [InlineData("public class B { protected int GetAsync; }")]
    public void Name_is_taken_by_a_base_class(string baseClass) => Refusal.VerifyFile(
        "DKV0005",
        "'GetAsync' cannot be generated: 'B' already has a member of this name, which it would hide; set Name or declare the wrapper as a partial method",
        $$"""
        namespace A;
        {{baseClass}}
        public partial class C(KvClient kv) : B { {{A}}Task<int> [|GetCoreAsync|](int id) => Task.FromResult(id); NEIGHBOUR }
        """);

    [Fact]
    public void Name_of_the_type() => Refusal.VerifyFile(
        "DKV0005",
        "'Get' cannot be generated: a member cannot have the name of its type",
        $$"""namespace A; public partial class Get(KvClient kv) { {{A}}Task<int> [|GetCore|](int id) => Task.FromResult(id); NEIGHBOUR }""");

    [Theory]
    [InlineData("public partial Task<string> [|GetAsync|](int id);", "it must return Task<int>")]
    [InlineData("public static partial Task<int> [|GetAsync|](int id);", "it is static, the body is not")]
    [InlineData("public partial Task<int> [|GetAsync|](string id);", "its parameters must be those of 'GetCoreAsync'")]
    [InlineData("public partial Task<bool> [|InvalidateGetAsync|](int id, CancellationToken ct);", "it must return ValueTask<bool>")]
    public void Declaration_differs(string declaration, string reason) => Refusal.Verify(
        "DKV0026",
        $"'{(declaration.Contains("Invalidate", StringComparison.Ordinal) ? "InvalidateGetAsync" : "GetAsync")}' is declared, but cannot be implemented: {reason}",
        $"{declaration} {A}Task<int> GetCoreAsync(int id) => Task.FromResult(id);");

    [Theory]
    [InlineData("private void M() { {|[Cached(Ttl = \"1m\")]|} Task<int> GetCoreAsync() => throw new NotSupportedException(); GetCoreAsync(); }", "GetCoreAsync", "it is a local function")]
    [InlineData("private event Action? E { {|[Cached(Ttl = \"1m\")]|} add { } remove { } }", "add", "it is an accessor")]
    [InlineData("{|[Cached(Ttl = \"1m\")]|} public static implicit operator int(C c) => 1;", "ConversionOperatorDeclaration", "only a method of a class, struct or record can have one")]
    [InlineData("{|[Cached(Ttl = \"1m\")]|} ~C() { }", "DestructorDeclaration", "only a method of a class, struct or record can have one")]
    [InlineData("private Func<Task<int>> F { get; } = {|[Cached(Ttl = \"1m\")]|} () => throw new NotSupportedException();", "lambda", "it is a lambda")]
    [InlineData("private int P { {|[Cached(Ttl = \"1m\")]|} get => 1; }", "get", "it is an accessor")]
    [InlineData("public static int operator +(C a, int b) => 1; {|[Cached(Ttl = \"1m\")]|} public static int operator -(C a, int b) => 1;", "OperatorDeclaration", "only a method of a class, struct or record can have one")]
    public void Placement(string member, string name, string reason) => Refusal.Verify(
        "DKV0001",
        $"'{name}' cannot have a wrapper: {reason}",
        member.Replace("{|[", "[[|", StringComparison.Ordinal).Replace("]|}", "|]]", StringComparison.Ordinal));

    [Fact]
    public void Interface_member() => Refusal.VerifyFile(
        "DKV0001",
        "'GetCoreAsync' cannot have a wrapper: it is a member of an interface; annotate the implementation",
        """namespace A; public interface I { [[|Cached(Ttl = "1m")|]] Task<int> GetCoreAsync(int id); } public partial class C(KvClient kv) { NEIGHBOUR }""");

    [Fact]
    public void Extension_block() => Refusal.VerifyFile(
        "DKV0001",
        "'GetCoreAsync' cannot have a wrapper: its parent is neither a class, a struct nor a record",
        """namespace A; public static partial class E { private static readonly KvClient Kv = new MemoryKvClient(); extension(string s) { [[|Cached(Ttl = "1m")|]] public Task<int> GetCoreAsync() => Task.FromResult(s.Length); } [Cached(Ttl = "1s")] private static Task<int> NeighbourCoreAsync(int id) => Task.FromResult(id); }""",
        LanguageVersion.CSharp14);

    [Fact]
    public void Explicit_interface_implementation() => Refusal.VerifyFile(
        "DKV0001",
        "'A.I.GetCoreAsync' cannot have a wrapper: it is an explicit interface implementation; annotate a method of the class and call its wrapper from here",
        """namespace A; public interface I { Task<int> GetCoreAsync(int id); } public partial class C(KvClient kv) : I { [Cached(Ttl = "1m", Name = "GetAsync")] Task<int> I.[|GetCoreAsync|](int id) => Task.FromResult(id); NEIGHBOUR }""");

    [Fact]
    public void File_local_type() => Refusal.VerifyFile(
        "DKV0001",
        "'GetCoreAsync' cannot have a wrapper: 'F' is local to its file, so no other part of it can be added",
        """namespace A; file partial class F(KvClient kv) { [Cached(Ttl = "1m")] private Task<int> [|GetCoreAsync|](int id) => Task.FromResult(id); } public partial class C(KvClient kv) { NEIGHBOUR }""");

    [Fact]
    public void Ref_struct() => Refusal.VerifyFile(
        "DKV0001",
        "'GetCoreAsync' cannot have a wrapper: its type is a ref struct, which cannot outlive the call as a task does",
        """namespace A; public ref partial struct F { private KvClient _kv; [Cached(Ttl = "1m")] private Task<int> [|GetCoreAsync|](int id) => Task.FromResult(id); } public partial class C(KvClient kv) { NEIGHBOUR }""");

    [Theory]
    [InlineData("public class [|F|](KvClient kv) { @ }", "F")]
    [InlineData("public class [|Outer|] { public partial class F(KvClient kv) { @ } }", "Outer")]
    public void Not_partial(string code, string type) => Refusal.VerifyFile(
        "DKV0002",
        $"'{type}' must be partial, so that the wrapper of 'GetCoreAsync' can be added to it",
        "namespace A; " + code.Replace("@", A + "Task<int> GetCoreAsync(int id) => Task.FromResult(id);", StringComparison.Ordinal) + " public partial class C(KvClient kv) { NEIGHBOUR }");

    [Fact]
    public void Old_language() => Refusal.VerifyFile(
        "DKV0024",
        "Wrappers need C# 12 or later; set LangVersion to 12 or remove it",
        """public partial class C { private readonly KvClient _kv = new MemoryKvClient(); [Cached(Ttl = "1m")] private Task<int> [|GetCoreAsync|](int id) => Task.FromResult(id); }""",
        LanguageVersion.CSharp11);
}
