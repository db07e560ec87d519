using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

/// <summary>K10: overrides of a body do not share its keys; one rule for the three attributes.</summary>
public class OverridableTests
{
    private const string End = "so that two types would get each other's values; ";
    private const string Name = "name in the template a property that each override sets";

    public static TheoryData<string> Attributes =>
    [
        """Cached("pay:{key}:{cents}", Ttl = "1h")""",
        """Cached(Ttl = "1h")""",
        """Idempotent("pay:{key}", Ttl = "1h")""",
        """RateLimited("pay:{key}", Limit = 1, Window = "1h")""",
    ];

    [Theory]
    [MemberData(nameof(Attributes))]
    public void Abstract_body_is_refused(string attribute) => Refusal.VerifyFile("DKV0030", $"'PayCoreAsync' can be overridden, {End}{Name}", $$"""
        abstract partial class Provider(KvClient kv)
        {
            [{{attribute}}] protected abstract Task<string> [|PayCoreAsync|](string key, long cents);
            NEIGHBOUR
        }
        """);

    [Theory]
    [InlineData("class", "protected virtual", "")]
    [InlineData("record", "protected virtual", "")]
    [InlineData("class", "protected override", " : Base")]
    public void Virtual_body_is_refused(string kind, string modifiers, string bases) => Refusal.VerifyFile("DKV0030", $"'PayCoreAsync' can be overridden, {End}seal 'Provider', or {Name}", $$"""
        public abstract class Base { protected abstract Task<string> PayCoreAsync(string key); }
        public partial {{kind}} Provider{{(kind == "class" ? bases : "")}}
        {
            private readonly KvClient _kv = new MemoryKvClient();
            [Idempotent("pay:{key}", Ttl = "1h")] {{modifiers}} Task<string> [|PayCoreAsync|](string key) => Task.FromResult(key);
            NEIGHBOUR
        }
        """);

    [Theory]
    [InlineData("public sealed partial class C(KvClient kv) : Base", "protected override")]
    [InlineData("public partial class C(KvClient kv) : Base", "protected sealed override")]
    public void Body_that_nobody_can_override(string type, string modifiers) => GeneratorRun.Of($$"""
        public abstract class Base { protected abstract Task<string> PayCoreAsync(string key); }
        {{type}} { [Idempotent("pay:{key}", Ttl = "1h")] {{modifiers}} Task<string> PayCoreAsync(string key) => Task.FromResult(key); }
        """);

    [Theory]
    [InlineData("[|Name|] + key", "Name", "protected abstract string Name { get; }")]
    [InlineData("this.[|Name|] + key", "Name", "protected virtual string Name => \"\";")]
    [InlineData("[|Format|](key)", "Format", "protected virtual string Format(string key) => key;")]
    [InlineData("string.Concat(key.Select([|Format|]))", "Format", "protected virtual char Format(char c) => c;")]
    [InlineData("[|Helper|](key)", "Name", "protected abstract string Name { get; } private string Helper(string key) => Further(key); private string Further(string key) => Name + key;")]
    [InlineData("[|Short|]", "Name", "protected abstract string Name { get; } private string Short => Name;")]
    [InlineData("[|Inherited|]", "Inherited", "")]
    public void Body_that_reaches_what_can_be_overridden(string value, string member, string more) =>
        Refusal.VerifyFile("DKV0030", $"'GetCoreAsync' reaches '{member}', which can be overridden, {End}{Name}", $$"""
            using System.Linq;
            public abstract class Base { protected virtual string Inherited => ""; }
            public abstract partial class C(KvClient kv) : Base
            {
                [Cached("c:{key}", Ttl = "1h")] private Task<string> GetCoreAsync(string key) => Task.FromResult({{value}} + key);
                {{more}}
                NEIGHBOUR
            }
            """);

    [Theory]
    [InlineData("public sealed partial class C(KvClient kv) : Base", "Inherited + ToString()")]
    [InlineData("public partial class C(KvClient kv) : Base", "base.Inherited + ToString() + nameof(Inherited) + other?.Inherited")]
    [InlineData("public partial class C(KvClient kv) : Base", "Sealed + Own() + Logger")]
    public void Body_that_does_not(string type, string value) => Assert.DoesNotContain(GeneratorRun.Of($$"""
        namespace Microsoft.Extensions.Logging { public interface ILogger; }
        public abstract class Base { public virtual string Inherited => ""; protected virtual string Sealed => ""; protected virtual Microsoft.Extensions.Logging.ILogger? Logger => null; }
        {{type}}
        {
            [Cached("c:{key}", Ttl = "1h")] private Task<string> GetCoreAsync(string key, [NotKey] Base? other = null) => Task.FromResult(key + other + {{value}});
            protected sealed override string Sealed => "";
            private string Own() => "";
        }
        """).Findings(), d => d.Id == "DKV0030");

    // Whether the template is valid is another question, asked by the parser of keys.
    [Theory]
    [InlineData("abstract", "{Name}", "protected abstract string Name { get; }", true)]
    [InlineData("abstract", "{name}", "", true)]
    [InlineData("abstract", "{_name}", "private readonly string _name = name;", true)]
    [InlineData("abstract", "{Name}", "public string Name { get; set; } = \"\";", false)]
    [InlineData("", "{Name}", "protected virtual string Name => \"\";", true)]
    [InlineData("", "{name}", "", false)]
    [InlineData("", "{_name}", "private readonly string _name = name;", false)]
    [InlineData("abstract", "{Name}", "protected static string Name => \"\";", false)]
    public void Key_may_name_what_tells_overrides_apart(string type, string placeholder, string member, bool isEnough)
    {
        var run = GeneratorRun.Unchecked(TestCompilation.Create([$$"""
            public {{type}} partial class Provider(KvClient kv, string name)
            {
                {{member}}
                public string Both => name + kv;
                [Idempotent("pay:{{placeholder}}:{key}", Ttl = "1h")]
                [RateLimited("pay:{{placeholder}}:{key}", Limit = 1, Window = "1h")]
                protected virtual Task<string> PayCoreAsync(string key, long cents) => Task.FromResult(key + cents);
                [Cached("get:{{placeholder}}:{key}", Ttl = "1h")]
                private Task<string> GetCoreAsync(string key) => Task.FromResult(key + More());
                protected virtual string More() => "";
            }
            """]));
        Assert.Equal(isEnough ? 0 : 2, run.Findings().Count(f => f.Id == "DKV0030"));
    }

    [Fact]
    public void Each_attribute_has_to_name_it() => Assert.Contains(GeneratorRun.Unchecked(TestCompilation.Create(["""
        public abstract partial class Provider(KvClient kv, string name)
        {
            public string Both => name + kv;
            [Idempotent("pay:{name}:{key}", Ttl = "1h")]
            [RateLimited("pay:{key}", Limit = 1, Window = "1h")]
            protected abstract Task<string> PayCoreAsync(string key);
        }
        """])).Findings(), f => f.Id == "DKV0030");
}
