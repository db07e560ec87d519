using Derp.Kv.CodeFixes.Tests.Harness;

namespace Derp.Kv.CodeFixes.Tests;

public class SealTypeFixTests
{
    private const string Base = "public abstract class Base { protected virtual string Name => \"\"; protected virtual Task<int> BodyCoreAsync(int id) => Task.FromResult(id); }\n";

    private static string Class(string head, string more = "") =>
        $"{Base}{head} : Base\n{{\n    private readonly KvClient _kv = new MemoryKvClient();\n    [Cached(\"x:{{id}}\", Ttl = \"1m\")]\n    private Task<string> GetCoreAsync(int id) => Task.FromResult(Name + id);\n{more}}}\n";

    [Theory]
    [InlineData("public partial class C", "public sealed partial class C")]
    [InlineData("partial /* why */ class C", "sealed partial /* why */ class C")]
    public Task Type_that_nothing_derives_from(string before, string after) =>
        Fix.VerifyAsync<SealTypeFix>("DKV0030", "Seal 'C'", Class(before), Class(after));

    [Fact]
    public Task Type_whose_body_is_an_override() => Fix.VerifyAsync<SealTypeFix>(
        "DKV0030",
        "Seal 'C'",
        Base + "public partial class C(KvClient kv) : Base\n{\n    [Cached(\"x:{id}\", Ttl = \"1m\")]\n    protected override Task<int> BodyCoreAsync(int id) => Task.FromResult(id);\n}\n",
        Base + "public sealed partial class C(KvClient kv) : Base\n{\n    [Cached(\"x:{id}\", Ttl = \"1m\")]\n    protected override Task<int> BodyCoreAsync(int id) => Task.FromResult(id);\n}\n");

    [Theory]
    [InlineData("public abstract partial class C", "")]
    [InlineData("public partial class C", "    protected virtual int More => 1;\n")]
    [InlineData("public partial class C", "    public class D : C;\n")]
    public Task None_where_the_type_is_to_be_derived_from(string head, string more) =>
        Fix.VerifyNoneAsync<SealTypeFix>("DKV0030", Class(head, more));
}
