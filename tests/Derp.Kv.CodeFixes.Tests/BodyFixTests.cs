using Derp.Kv.CodeFixes.Tests.Harness;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Derp.Kv.CodeFixes.Tests;

/// <summary>The fixes of the two warnings, and that of <c>async void</c>.</summary>
public class BodyFixTests
{
    private static string Class(string modifiers, string more = "") =>
        $"public partial class C(KvClient kv)\n{{\n    [Cached(Ttl = \"1m\")]\n    {modifiers} Task<int> GetCoreAsync(int id) => Task.FromResult(id);\n    {more}\n}}\n";

    [Theory]
    [InlineData("public", "private", "private")]
    [InlineData("/* a */ protected /* b */ internal", "/* a */ private /* b */", "private")]
    [InlineData("internal async", "private async", "private")]
    public Task Accessibility(string before, string after, string wanted)
    {
        static string Text(string modifiers) => Class(modifiers).Replace("=> Task.FromResult(id)", "{ return " + (modifiers.Contains("async", StringComparison.Ordinal) ? "await " : "") + "Task.FromResult(id); }", StringComparison.Ordinal).Replace("; };", "; }", StringComparison.Ordinal);
        return Fix.VerifyAsync<SetAccessibilityFix>("DKV0051", $"Make {wanted}", Text(before), Text(after));
    }

    [Fact]
    public Task Accessibility_of_both_parts() => Fix.VerifyAsync<SetAccessibilityFix>(
        "DKV0051",
        "Make private",
        ["public partial class C(KvClient kv) { [Cached(Ttl = \"1m\")] internal partial Task<int> GetCoreAsync(int id); }", "public partial class C { internal partial Task<int> GetCoreAsync(int id) => Task.FromResult(id); }"],
        ["public partial class C(KvClient kv) { [Cached(Ttl = \"1m\")] private partial Task<int> GetCoreAsync(int id); }", "public partial class C { private partial Task<int> GetCoreAsync(int id) => Task.FromResult(id); }"]);

    [Fact]
    public Task Accessibility_of_all_bodies() => Fix.VerifyAllAsync<SetAccessibilityFix>(
        "DKV0051",
        "Make bodies private",
        FixAllScope.Project,
        [Class("public"), Class("protected internal").Replace("class C(", "class D(", StringComparison.Ordinal)],
        [Class("private"), Class("private").Replace("class C(", "class D(", StringComparison.Ordinal)]);

    [Theory]
    [InlineData("GetCoreAsync(1)", "GetAsync(1)")]
    [InlineData("this . GetCoreAsync /* one */ (1)", "this . GetAsync /* one */ (1)")]
    [InlineData("new Func<int, Task<int>>(GetCoreAsync)(1)", "new Func<int, Task<int>>(GetAsync)(1)")]
    public Task Use(string before, string after) => Fix.VerifyAsync<UseWrapperFix>(
        "DKV0050", "Use 'GetAsync'", Class("private", $"public Task<int> M() => {before};"), Class("private", $"public Task<int> M() => {after};"));

    [Fact]
    public Task Use_of_a_wrapper_named_by_a_keyword() => Fix.VerifyAsync<UseWrapperFix>(
        "DKV0050",
        "Use 'class'",
        "public partial class C(KvClient kv) { [Cached(Ttl = \"1m\", Name = \"class\")] private Task<int> Get<T>(int id) => Task.FromResult(id); public Task<int> M() => Get<int>(1); }",
        "public partial class C(KvClient kv) { [Cached(Ttl = \"1m\", Name = \"class\")] private Task<int> Get<T>(int id) => Task.FromResult(id); public Task<int> M() => @class<int>(1); }");

    [Fact]
    public Task All_uses() => Fix.VerifyAllAsync<UseWrapperFix>(
        "DKV0050",
        "Use the wrappers",
        FixAllScope.Solution,
        [Class("internal", "public async Task<int> M() => await GetCoreAsync(await GetCoreAsync(1));"), "public class D { public Task<int>? M(C? c) => c?.GetCoreAsync(1); }"],
        [Class("internal", "public async Task<int> M() => await GetAsync(await GetAsync(1));"), "public class D { public Task<int>? M(C? c) => c?.GetAsync(1); }"]);

    private static string Send(string attribute, string returns, string usings = "") =>
        $"{usings}public partial class C(KvClient kv)\n{{\n    [{attribute}]\n    private {returns} SendCoreAsync(int id) {{ await System.Threading.Tasks.Task.Yield(); }}\n}}\n";

    [Fact]
    public Task Async_void_returns_a_task() => Fix.VerifyAsync<ReturnTaskFix>(
        "DKV0006",
        "Return Task",
        Send("RateLimited(\"x:{id}\", Limit = 1, Window = \"1m\")", "async /* fire and forget */ void"),
        Send("RateLimited(\"x:{id}\", Limit = 1, Window = \"1m\")", "async /* fire and forget */ Task"));

    [Fact]
    public Task Async_void_returns_a_task_where_another_type_has_its_name() => Fix.VerifyAsync<ReturnTaskFix>(
        "DKV0006",
        "Return Task",
        Send("RateLimited(\"x:{id}\", Limit = 1, Window = \"1m\")", "async void", "public class Task;\n"),
        Send("RateLimited(\"x:{id}\", Limit = 1, Window = \"1m\")", "async System.Threading.Tasks.Task", "public class Task;\n"));

    [Theory]
    [InlineData("Cached(Ttl = \"1m\")", "async void")]
    [InlineData("RateLimited(\"x:{id}\", Limit = 1, Window = \"1m\")", "async IAsyncEnumerable<int>")]
    public Task None_where_a_task_is_not_the_answer(string attribute, string returns) =>
        Fix.VerifyNoneAsync<ReturnTaskFix>("DKV0006", Send(attribute, returns));
}
