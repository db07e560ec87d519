using Derp.Kv.CodeFixes.Tests.Harness;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Derp.Kv.CodeFixes.Tests;

public class RenameBodyFixTests
{
    private static string Class(string members, string more = "") => $$"""
        public partial class C(KvClient kv)
        {
            {{members}}
        }
        {{more}}
        """;

    [Theory]
    [InlineData("GetAsync", "GetCoreAsync")]
    [InlineData("Get", "GetCore")]
    [InlineData("Core", "CoreCore")]
    [InlineData("CoreAsync", "CoreCoreAsync")]
    [InlineData("Async", "AsyncCore")]
    [InlineData("@class", "classCore")]
    [InlineData("größeAsync", "größeCoreAsync")]
    public Task Name(string before, string after) => Fix.VerifyAsync<RenameBodyFix>(
        "DKV0003",
        $"Rename to '{after}'",
        Class($"[Cached(Ttl = \"1m\")] private Task<int> {before}(int id) => Task.FromResult(id);"),
        Class($"[Cached(Ttl = \"1m\")] private Task<int> {after}(int id) => Task.FromResult(id);"));

    [Fact]
    public Task Callers_call_the_wrapper_and_the_body_itself()
    {
        const string rest = """

            public class D
            {
                /// <summary>See <see cref="C.GetAsync(int)"/>.</summary>
                public Task<int> M(C c) => c.GetAsync(1);
                public Func<int, Task<int>> F(C c) => c.GetAsync;
                public string N() => nameof(C.GetAsync);
            }
            """;
        return Fix.VerifyAsync<RenameBodyFix>(
            "DKV0003",
            "Rename to 'GetCoreAsync'",
            [Class("[Cached(Ttl = \"1m\")] public async Task<int> GetAsync(int id) => id == 0 ? 0 : await GetAsync(id - 1) + await Local(this.GetAsync);\n    private static Task<int> Local(Func<int, Task<int>> f) => f(0);"), rest],
            [Class("[Cached(Ttl = \"1m\")] public async Task<int> GetCoreAsync(int id) => id == 0 ? 0 : await GetCoreAsync(id - 1) + await Local(this.GetCoreAsync);\n    private static Task<int> Local(Func<int, Task<int>> f) => f(0);"), rest]);
    }

    [Fact]
    public Task Wrapper_implements_the_interface_that_the_body_did()
    {
        const string contract = "public interface I { Task<int> GetAsync(int id); }";
        return Fix.VerifyAsync<RenameBodyFix>(
            "DKV0003",
            "Rename to 'GetCoreAsync'",
            [$"public partial class C(KvClient kv) : I {{ [Cached(Ttl = \"1m\")] public Task<int> GetAsync(int id) => Task.FromResult(id); }}", contract],
            [$"public partial class C(KvClient kv) : I {{ [Cached(Ttl = \"1m\")] public Task<int> GetCoreAsync(int id) => Task.FromResult(id); }}", contract]);
    }

    [Fact]
    public Task Both_parts_of_a_partial_body() => Fix.VerifyAsync<RenameBodyFix>(
        "DKV0003",
        "Rename to 'GetCoreAsync'",
        [Class("[Cached(Ttl = \"1m\")] private partial Task<int> GetAsync(int id);"), "partial class C { private partial Task<int> GetAsync(int id) => id == 0 ? Task.FromResult(0) : GetAsync(0); }"],
        [Class("[Cached(Ttl = \"1m\")] private partial Task<int> GetCoreAsync(int id);"), "partial class C { private partial Task<int> GetCoreAsync(int id) => id == 0 ? Task.FromResult(0) : GetCoreAsync(0); }"]);

    [Fact]
    public Task Overload_keeps_its_name() => Fix.VerifyAsync<RenameBodyFix>(
        "DKV0003",
        "Rename to 'GetCoreAsync'",
        Class("[Cached(Ttl = \"1m\")] private Task<int> GetAsync(int id) => GetAsync(\"x\");\n    public Task<int> GetAsync(string id) => Task.FromResult(id.Length);"),
        Class("[Cached(Ttl = \"1m\")] private Task<int> GetCoreAsync(int id) => GetAsync(\"x\");\n    public Task<int> GetAsync(string id) => Task.FromResult(id.Length);"));

    [Fact]
    public Task Generic_body() => Fix.VerifyAsync<RenameBodyFix>(
        "DKV0003",
        "Rename to 'GetCoreAsync'",
        Class("[Cached(Ttl = \"1m\")] private Task<int> GetAsync<T>(int id) => id == 0 ? Task.FromResult(typeof(T).Name.Length) : GetAsync<T>(0);"),
        Class("[Cached(Ttl = \"1m\")] private Task<int> GetCoreAsync<T>(int id) => id == 0 ? Task.FromResult(typeof(T).Name.Length) : GetCoreAsync<T>(0);"));

    [Theory]
    [InlineData("private Task<int> GetCoreAsync(string id) => Task.FromResult(id.Length);")]
    [InlineData("private Task<int> GetCoreAsync<T>(int id) => Task.FromResult(id + typeof(T).Name.Length);")]
    public Task Overload_of_the_new_name(string overload) => Fix.VerifyAsync<RenameBodyFix>(
        "DKV0003",
        "Rename to 'GetCoreAsync'",
        Class("[Cached(Ttl = \"1m\")] private Task<int> GetAsync(int id) => Task.FromResult(id);\n    " + overload),
        Class("[Cached(Ttl = \"1m\")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);\n    " + overload));

    [Fact]
    public Task None_where_the_new_name_is_taken() => Fix.VerifyNoneAsync<RenameBodyFix>(
        "DKV0003",
        Class("[Cached(Ttl = \"1m\")] private Task<int> GetAsync(int id) => Task.FromResult(id);\n    private Task<int> GetCoreAsync(int id) => Task.FromResult(id);"));

    [Theory]
    [InlineData("override")]
    [InlineData("virtual")]
    public Task None_where_others_depend_on_the_name(string modifier) => Fix.VerifyNoneAsync<RenameBodyFix>(
        "DKV0003",
        $$"""
        public class B { public virtual Task<int> GetAsync(int id) => Task.FromResult(0); }
        public partial class C(KvClient kv) {{(modifier == "override" ? ": B" : "")}}
        {
            [Cached(Ttl = "1m")] public {{modifier}} Task<int> GetAsync(int id) => Task.FromResult(id);
        }
        """);

    [Fact]
    public Task All_of_a_project() => Fix.VerifyAllAsync<RenameBodyFix>(
        "DKV0003",
        "Rename bodies to end in Core",
        FixAllScope.Project,
        [Class("[Cached(Ttl = \"1m\")] private Task<int> GetAsync(int id) => OtherAsync(id);\n    [Cached(\"y:{id}\", Ttl = \"1m\")] private Task<int> OtherAsync(int id) => Task.FromResult(id);")],
        [Class("[Cached(Ttl = \"1m\")] private Task<int> GetCoreAsync(int id) => OtherAsync(id);\n    [Cached(\"y:{id}\", Ttl = \"1m\")] private Task<int> OtherCoreAsync(int id) => Task.FromResult(id);")]);
}
