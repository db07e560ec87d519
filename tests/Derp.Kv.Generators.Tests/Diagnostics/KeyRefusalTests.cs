using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

// G6
public class KeyRefusalTests
{
    private static void Template(string id, string message, string template, string parameters = "int id", string kind = "Cached") => Refusal.Verify(
        id,
        message,
        $$"""[{{kind}}([|{{template}}|]{{(kind == "RateLimited" ? ", Limit = 1, Window = \"1m\"" : ", Ttl = \"1m\"")}})] private Task<int> GetCoreAsync({{parameters}}) => throw new NotSupportedException();""");

    [Theory]
    [InlineData("\"\"", "is empty")]
    [InlineData("\"{id\"", "has an opening brace that is not closed; a brace that is text is doubled")]
    [InlineData("\"{i{d}\"", "has an opening brace that is not closed; a brace that is text is doubled")]
    [InlineData("\"id}\"", "has a closing brace that was not opened; a brace that is text is doubled")]
    [InlineData("\"{}\"", "has the placeholder {}, which is not {parameter}, {parameter.Property} or {parameter:format}")]
    [InlineData("\"{id.}\"", "has the placeholder {id.}, which is not {parameter}, {parameter.Property} or {parameter:format}")]
    [InlineData("\"{ id }\"", "has the placeholder { id }, which is not {parameter}, {parameter.Property} or {parameter:format}")]
    [InlineData("\"{id:}\"", "has the placeholder {id:} with nothing behind its colon")]
    [InlineData("\"100%{id}\"", "contains '%', which is reserved for escapes")]
    [InlineData("\"\\uD800{id}\"", "contains half of a surrogate pair")]
    [InlineData("\"derp:{id}\"", "begins with \"derp:\", which is reserved for the library's own keys")]
    public void Syntax(string template, string problem) => Template("DKV0014", $"The key template {problem}", template);

    [Fact]
    public void Idempotent_without_template() => Template("DKV0014", "The key template is null; give a template", "null!", kind: "Idempotent");

    [Theory]
    [InlineData("{nope}", "'GetCoreAsync' has no parameter 'nope', and 'C' no field or property of this name that can be read")]
    [InlineData("{ID}", "'GetCoreAsync' has no parameter 'ID', and 'C' no field or property of this name that can be read")]
    [InlineData("{ct}", "a CancellationToken is no part of a key")]
    [InlineData("{trace}", "the parameter is marked [NotKey]")]
    [InlineData("{text.Size}", "'string' has no readable property or field 'Size'")]
    [InlineData("{text.Length.Size}", "'int' has no readable property or field 'Size'")]
    public void Name(string hole, string problem) => Template(
        "DKV0015", $"{hole} in the key template: {problem}", $"\"x:{hole}\"", "int id, string text, [NotKey] object trace, CancellationToken ct", "RateLimited");

    [Theory]
    [InlineData("object", "it has no text of its own; name one of its properties in the template, give a format, {name:format}, or mark the parameter [NotKey] if it does not change the answer")]
    [InlineData("Exception", "it has no text of its own; name one of its properties in the template, give a format, {name:format}, or mark the parameter [NotKey] if it does not change the answer")]
    [InlineData("HashSet<int>", "its items have no order, so that equal collections would have different keys; pass a sorted list")]
    [InlineData("Dictionary<int, int>", "its items have no order, so that equal collections would have different keys; pass a sorted list")]
    [InlineData("List<object>", "its items of type 'object' cannot: it has no text of its own; name one of its properties in the template, give a format, {name:format}, or mark the parameter [NotKey] if it does not change the answer")]
    [InlineData("int[,]", "it has no text of its own; name one of its properties in the template, give a format, {name:format}, or mark the parameter [NotKey] if it does not change the answer")]
    public void Unkeyable(string type, string problem)
    {
        var shown = type.Replace("[,]", "[*,*]", StringComparison.Ordinal);
        Template("DKV0016", $"'id' of type '{shown}' cannot be part of a key: {problem}", "\"x:{id}\"", type + " id");
        Refusal.Verify("DKV0016", $"'id' of type '{shown}' cannot be part of a key: {problem}", $$"""[Cached(Ttl = "1m")] private Task<int> GetCoreAsync({{type}} [|id|]) => throw new NotSupportedException();""");
    }

    [Theory]
    [InlineData("record R(int Id) { private int _more; }", "it keeps state in '_more', which cannot be read; name its properties in the template, or mark the parameter [NotKey] if it does not change the answer")]
    [InlineData("record R(int Id) { private int More { get; set; } }", "it keeps state in 'More', which cannot be read; name its properties in the template, or mark the parameter [NotKey] if it does not change the answer")]
    [InlineData("struct R { internal int Id; }", "it keeps state in 'Id', which cannot be read; name its properties in the template, or mark the parameter [NotKey] if it does not change the answer")]
    [InlineData("record R(int Id) { public event Action? Changed; }", "it keeps state in 'Changed', which cannot be read; name its properties in the template, or mark the parameter [NotKey] if it does not change the answer")]
    [InlineData("record R(R? Next);", "its member 'Next' of type 'C.R?' cannot: it contains itself, so that its text could be endless")]
    [InlineData("record R(List<R> Children);", "its member 'Children' of type 'List<C.R>' cannot: its items of type 'C.R' cannot: it contains itself, so that its text could be endless")]
    [InlineData("record R;", "it has no member to tell its values apart")]
    [InlineData("abstract record R(int Id);", "it has no text of its own; name one of its properties in the template, give a format, {name:format}, or mark the parameter [NotKey] if it does not change the answer")]
    [InlineData("class R { public int Id { get; set; } private int _more; }", "it keeps state in '_more', which cannot be read; name its properties in the template, or mark the parameter [NotKey] if it does not change the answer")]
    [InlineData("class R { public int Id { private get; set; } }", "it keeps state in 'Id', which cannot be read; name its properties in the template, or mark the parameter [NotKey] if it does not change the answer")]
    [InlineData("class B { private int _more; } public class R : B { public int Id { get; set; } }", "it keeps state in '_more', which cannot be read; name its properties in the template, or mark the parameter [NotKey] if it does not change the answer")]
    [InlineData("class R(int id, int more) { public int Id { get; } = id; public bool IsMore(int n) => n > more; }", "it may keep state in the constructor parameter 'more', which cannot be read; name its properties in the template, or mark the parameter [NotKey] if it does not change the answer")]
    [InlineData("struct R(int id) { public int Twice => 2 * id; }", "it may keep state in the constructor parameter 'id', which cannot be read; name its properties in the template, or mark the parameter [NotKey] if it does not change the answer")]
    [InlineData("class R : List<int> { public int Total { get; set; } }", "it has no text of its own; name one of its properties in the template, give a format, {name:format}, or mark the parameter [NotKey] if it does not change the answer")]
    [InlineData("class R { public R? Next { get; set; } }", "its member 'Next' of type 'C.R?' cannot: it contains itself, so that its text could be endless")]
    [InlineData("class R { public Func<int, bool> Where { get; set; } = _ => true; }", "its member 'Where' of type 'Func<int, bool>' cannot: it has no text of its own; name one of its properties in the template, give a format, {name:format}, or mark the parameter [NotKey] if it does not change the answer")]
    [InlineData("class R;", "it has no member to tell its values apart")]
    public void Framed_type_that_hides_or_contains_too_much(string declaration, string problem) => Refusal.Verify(
        "DKV0016",
        $"'id' of type 'C.R' cannot be part of a key: {problem}",
        $$"""public {{declaration}} [Cached([|"x:{id}"|], Ttl = "1m")] private Task<int> GetCoreAsync(R id) => throw new NotSupportedException();""");

    [Fact]
    public void Type_parameter_is_unkeyable() => Refusal.Verify(
        "DKV0016",
        "'id' of type 'T' cannot be part of a key: a type parameter has no text of its own; name one of its properties in the template, give a format, {name:format}, or mark the parameter [NotKey] if it does not change the answer",
        """[Cached([|"x:{id}"|], Ttl = "1m")] private Task<int> GetCoreAsync<T>(T id) => throw new NotSupportedException();""");

    [Fact]
    public void Format_without_IFormattable() => Template(
        "DKV0016", "'id' of type 'bool' cannot be part of a key: it is not IFormattable, so it cannot have a format", "\"x:{id:G}\"", "bool id");

    [Theory]
    [InlineData("int", "Q")]
    [InlineData("int?", "Q")]
    [InlineData("Guid", "G")]
    [InlineData("TimeSpan", "hh:mm")]
    [InlineData("DayOfWeek", "Name")]
    [InlineData("DateTime", "q")]
    public void Format_that_would_throw(string type, string format) => Template(
        "DKV0016", $"'id' of type '{type}' cannot be part of a key: it does not know the format '{format}'", $"\"x:{{id:{format}}}\"", type + " id");

    [Theory]
    [InlineData("int", "B8")]
    [InlineData("int", "0000")]
    [InlineData("Guid", "B")]
    [InlineData("TimeSpan", "c")]
    [InlineData("DayOfWeek", "D")]
    [InlineData("DateTime?", "yyyy-MM-dd HH:mm")]
    [InlineData("DateOnly", "o")]
    public void Format_that_works(string type, string format) =>
        GeneratorRun.Of($$"""public partial class C(KvClient kv) { [Cached("x:{id:{{format}}}", Ttl = "1m")] private Task<int> GetCoreAsync({{type}} id) => Task.FromResult(1); }""");

    [Theory]
    [InlineData("{a}:{b}:{c}", "once")]
    [InlineData("{a}:idempotency:{b}:{c}", "idempotency")]
    [InlineData("d{a}:idempotency:{b}/{c}", "idempotency")]
    [InlineData("{a}:limit:{b}:{c}", "limit")]
    [InlineData("{a}:tag:{b}:{c}", "tag")]
    [InlineData("{a}:ratelimit:{b}:{c}", "ratelimit")]
    [InlineData("{a}:web{b}:{c}", "webhook")]
    public void Arguments_cannot_reach_a_reserved_space(string template, string space)
    {
        var run = GeneratorRun.Unchecked(TestCompilation.Create([$$"""public partial class C(KvClient kv) { [Cached("{{template}}", Ttl = "1m")] private Task<int> GetCoreAsync(string a, string b, string c) => Task.FromResult(1); }"""]));
        Assert.Contains(run.Findings(), f => f.Id == "DKV0014" && f.GetMessage(System.Globalization.CultureInfo.InvariantCulture)
            == $"The key template can begin with \"derp:{space}:\", a prefix of the library's own keys; begin it with other text");
    }

    [Fact]
    public void Template_may_begin_with_an_argument() =>
        GeneratorRun.Of("""public partial class C(KvClient kv) { [Cached("{tenant}:product:{sku}", Ttl = "1m")] private Task<int> GetCoreAsync(string tenant, string sku) => Task.FromResult(1); }""");

    [Theory]
    [InlineData("{a}{b}", "string a, string b")]
    [InlineData("{a}-{b}", "int a, int b")]
    [InlineData("{a}x{b}", "string a, int b")]
    [InlineData("{a},{b}", "int[] a, int b")]
    [InlineData("{a}é{b}", "string a, int b")]
    [InlineData("{a}n{b}", "int? a, int b")]
    [InlineData("{a}.{b}", "double a, int b")]
    public void Placeholders_that_run_together(string template, string parameters) => Template(
        "DKV0017",
        "{a} and {b} can run together, so that different arguments would have one key; put text between them that neither can contain, such as ':'",
        $"\"{template}\"",
        parameters);

    [Theory]
    [InlineData("{a}x{b}", "int a, int b")]
    [InlineData("{a}-{b}", "uint a, DateOnly b")]
    [InlineData("{a}/{b}", "string a, string[] b")]
    [InlineData("{{{a}}}:{b}", "string a, string b")]
    [InlineData("{a} é{b}", "string a, string b")]
    public void Placeholders_that_do_not(string template, string parameters) =>
        GeneratorRun.Of($$"""
            public partial class C(KvClient kv)
            {
                [Cached("{{template}}", Ttl = "1m")] private Task<int> GetCoreAsync({{parameters}}) => Task.FromResult(1);
            }
            """);

    // K7
    [Fact]
    public void Left_out() => Template(
        "DKV0018",
        "The key template leaves out 'other', so that calls that differ in it would share one value; add {other}, or mark the parameter [NotKey] if it does not change the answer",
        "\"x:{id}\"",
        "int id, string other, [NotKey] object trace, CancellationToken ct");

    // K2
    [Theory]
    [InlineData("\"a:{id}\"", "\"a:{id}\"")]
    [InlineData("\"a-{id}\"", "\"{id}\"")]
    [InlineData("\"a:{id}:c\"", "\"a:b:{id}\"")]
    public void Keys_that_meet(string first, string second) => Refusal.Verify(
        "DKV0025",
        "'A.C.AAsync(string)' and 'A.C.BAsync(string)' can have the same key, so that one could get the other's value; begin their templates differently",
        Meeting(first, second, "")
            .Replace("[Cached(" + second + ", Ttl = \"2m\"", "[Cached([|" + second + "|], Ttl = \"2m\"", StringComparison.Ordinal));

    [Theory]
    [InlineData("\"a:{id}\"", "\"b:{id}\"", "")]
    [InlineData("\"a:{id}\"", "\"a:{id}:x\"", "")]
    [InlineData("\"a:{id}\"", "\"a:{id}\"", ", Version = 1")]
    [InlineData("\"a:{id}\"", "\"{id}\"", "")]
    [InlineData("\"a:{id}\"", "null", "")]
    public void Keys_that_do_not(string first, string second, string more) =>
        GeneratorRun.Of("public partial class C(KvClient kv) { " + Meeting(first, second, more) + " }");

    private static string Meeting(string first, string second, string more) => $$"""
        [Cached({{first}}, Ttl = "1m")] private Task<int> ACoreAsync(string id) => throw new NotSupportedException();
        [Cached({{second}}, Ttl = "2m"{{more}})] private Task<int> BCoreAsync(string id) => throw new NotSupportedException();
        """;

    // R12
    [Fact]
    public void Counters_that_meet() => Refusal.Verify(
        "DKV0025",
        "'A.C.AAsync(string)' and 'A.C.BAsync(int)' can have the same key, so that one could get the other's count; begin their templates differently, or set Shared = true on both, which have one counter then",
        """
        [RateLimited("x:{id}", Limit = 1, Window = "1m")] private Task ACoreAsync(string id) => Task.CompletedTask;
        [RateLimited([|"x:{id}"|], Limit = 1, Window = "1m")] private Task BCoreAsync(int id) => Task.CompletedTask;
        """);

    // R12
    [Fact]
    public void Counters_that_one_alone_would_share() => Refusal.Verify(
        "DKV0025",
        "'A.C.AAsync(string)' and 'A.C.BAsync(int)' can have the same key, so that one could get the other's count; begin their templates differently, or set Shared = true on both, which have one counter then",
        """
        [RateLimited("x:{id}", Limit = 1, Window = "1m", Shared = true)] private Task ACoreAsync(string id) => Task.CompletedTask;
        [RateLimited([|"x:{id}"|], Limit = 1, Window = "1m")] private Task BCoreAsync(int id) => Task.CompletedTask;
        """);

    // R12
    [Fact]
    public void Counters_that_both_share()
    {
        var run = GeneratorRun.Of("""
            public partial class C(KvClient kv)
            {
                [RateLimited("x:{id}", Limit = 1, Window = "1m", Shared = true)] private Task ACoreAsync(string id) => Task.CompletedTask;
                [RateLimited("x:{id}", Limit = 1, Window = "1m", Shared = true)] private Task BCoreAsync(int id) => Task.CompletedTask;
            }
            """);
        Assert.Equal(2, run.Text("C.g.cs").Split("Shared = true").Length - 1);
    }

    // K12
    [Theory]
    [InlineData("static", "{Region}", "it belongs to an instance, and 'GetCoreAsync' is static")]
    [InlineData("", "{Secret}", "'GetCoreAsync' has no parameter 'Secret', and 'C' no field or property of this name that can be read")]
    [InlineData("", "{Hidden}", "'GetCoreAsync' has no parameter 'Hidden', and 'C' no field or property of this name that can be read")]
    [InlineData("", "{Method}", "'GetCoreAsync' has no parameter 'Method', and 'C' no field or property of this name that can be read")]
    [InlineData("", "{Region.Nope}", "'string' has no readable property or field 'Nope'")]
    [InlineData("", "{Token}", "a CancellationToken is no part of a key")]
    [InlineData("", "{Box.Value:G}", "'Value' is of the type parameter 'T', which has no form for null")]
    public void Member_that_cannot_be_named(string modifier, string hole, string problem) => Refusal.VerifyFile(
        "DKV0015",
        $"{hole} in the key template: {problem}",
        $$"""
        namespace A;
        public class Base { private string Hidden => ""; public string Method => Hidden; }
        public class Box<T> { public T? Value { get; set; } }
        public partial class C<T> : Base where T : IFormattable
        {
            private static readonly KvClient s_kv = new MemoryKvClient();
            public string Region => "";
            public string Secret { set { } }
            public CancellationToken Token => default;
            public Box<T>? Box { get; set; }
            public new void Method() { }
            [Cached([|"x:{{hole}}"|], Ttl = "1m")] private {{modifier}} Task<int> GetCoreAsync() => Task.FromResult(1);
            NEIGHBOUR
        }
        """);

    // K12
    [Theory]
    [InlineData("object", "it has no text of its own; name one of its properties in the template, give a format, {name:format}")]
    [InlineData("KvClient", "it is a service or a context, not a value")]
    public void Member_that_has_no_text(string type, string problem) => Refusal.VerifyFile(
        "DKV0016",
        $"'what' of type '{type}' cannot be part of a key: {problem}",
        $$"""
        namespace A;
        public partial class C(KvClient kv, {{type}} what)
        {
            [Cached([|"x:{what}"|], Ttl = "1m", Client = nameof(kv))] private Task<string?> GetCoreAsync() => Task.FromResult(what.ToString());
        }
        """);

    // K12
    [Theory]
    [InlineData("private readonly string _region = region;", "initializes a field or property", "name '_region' in the template instead")]
    [InlineData("public string Region { get; } = region;", "initializes a field or property", "name 'Region' in the template instead")]
    [InlineData("public string Region { get; } = region + \"!\";", "initializes a field or property", "keep it in a field or property, and name that in the template")]
    [InlineData("", "goes to the base constructor", "keep it in a field or property, and name that in the template")]
    public void Constructors_parameter_that_is_stored_too(string member, string use, string remedy) => Refusal.VerifyFile(
        "DKV0013",
        $"Parameter 'region' would be captured by the wrapper, but also {use}, so that there would be two copies; {remedy}",
        $$"""
        namespace A;
        public class Base(string name) { public string Name => name; }
        public partial class C(KvClient kv, string region) : Base({{(member.Length == 0 ? "region" : "\"\"")}})
        {
            {{member}}
            [Cached([|"x:{region}"|], Ttl = "1m")] private Task<string> GetCoreAsync() => Task.FromResult("");
            NEIGHBOUR
        }
        """);

    // K12
    [Fact]
    public void Constructors_parameter_that_a_declared_wrapper_hides() => Refusal.VerifyFile(
        "DKV0015",
        "{region} in the key template: a parameter of 'GetAsync' has the name of the constructor's parameter and hides it",
        """
        namespace A;
        public partial class C(KvClient kv, string region)
        {
            public partial Task<string> GetAsync(int region);
            [Cached("x:{region}:{id}", Ttl = "1m")] private Task<string> [|GetCoreAsync|](int id) => Task.FromResult(region + id);
            NEIGHBOUR
        }
        """);
}
