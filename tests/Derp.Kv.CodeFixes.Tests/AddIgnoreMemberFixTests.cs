using Derp.Kv.CodeFixes.Tests.Harness;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Derp.Kv.CodeFixes.Tests;

public class AddIgnoreMemberFixTests
{
    private const string Method = "public partial class C(KvClient kv)\n{\n    [Cached(\"x:{id}\", Ttl = \"1m\")]\n    private Task<Item?> GetCoreAsync(int id) => Task.FromResult<Item?>(null);\n}\n";

    private static string Item(string member) => $"using MessagePack;\npublic class Item\n{{\n    public int Id {{ get; set; }}\n\n{member}\n}}\n";

    [Theory]
    [InlineData("    // counts\n    private int hits;\n    public int Hit() => ++hits;", "    // counts\n    [IgnoreMember] private int hits;\n    public int Hit() => ++hits;", "hits")]
    [InlineData("    internal string? Note { get; set; }", "    [IgnoreMember] internal string? Note { get; set; }", "Note")]
    [InlineData("    public event EventHandler? Changed;\n    public void Raise() => Changed?.Invoke(this, EventArgs.Empty);", "    [field: IgnoreMember] public event EventHandler? Changed;\n    public void Raise() => Changed?.Invoke(this, EventArgs.Empty);", "Changed")]
    public Task State_that_may_be_lost(string before, string after, string name) =>
        Fix.VerifyAsync<AddIgnoreMemberFix>("DKV0027", $"Mark '{name}' [IgnoreMember]", [Method, Item(before)], [Method, Item(after)]);

    [Fact]
    public Task Name_of_the_attribute_without_its_namespace() => Fix.VerifyAsync<AddIgnoreMemberFix>(
        "DKV0027",
        "Mark 'hits' [IgnoreMember]",
        Method + "public class Item { private int hits; public int Hit() => ++hits; }",
        Method + "public class Item { [MessagePack.IgnoreMember] private int hits; public int Hit() => ++hits; }");

    [Theory]
    [InlineData("public class Item { private int hits, misses; public int Hit() => ++hits - misses; }")]
    [InlineData("public class Item(string error) { public string Describe() => error; }")]
    public Task None_where_the_attribute_would_mean_more_or_nothing(string item) =>
        Fix.VerifyNoneAsync<AddIgnoreMemberFix>("DKV0027", Method + item);

    [Fact]
    public Task All_of_a_solution() => Fix.VerifyAllAsync<AddIgnoreMemberFix>(
        "DKV0027",
        "Mark state that may be lost [IgnoreMember]",
        FixAllScope.Solution,
        [
            Method + "public partial class D(KvClient kv) { [Cached(\"y:{id}\", Ttl = \"1m\")] private Task<Other?> GetCoreAsync(int id) => Task.FromResult<Other?>(null); }",
            "using MessagePack;\npublic class Item { private int hits; public int Hit() => ++hits; }\npublic class Other { private int hits; public int Hit() => ++hits; }\n",
        ],
        [
            Method + "public partial class D(KvClient kv) { [Cached(\"y:{id}\", Ttl = \"1m\")] private Task<Other?> GetCoreAsync(int id) => Task.FromResult<Other?>(null); }",
            "using MessagePack;\npublic class Item { [IgnoreMember] private int hits; public int Hit() => ++hits; }\npublic class Other { [IgnoreMember] private int hits; public int Hit() => ++hits; }\n",
        ]);
}
