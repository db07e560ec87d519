using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>K12: placeholders that name fields, properties and primary-constructor parameters of the instance.</summary>
public class InstancePlaceholderTests
{
    private const string Show = """
        public static class Shown
        {
            public static async Task<string> KeysAsync(KvClient kv)
            {
                var keys = new List<string>();
                await foreach (var key in kv.ScanAsync())
                    keys.Add(System.Text.Encoding.UTF8.GetString(key));
                keys.Sort(StringComparer.Ordinal);
                return string.Join(' ', keys);
            }
        }

        """;

    // The issue's Weather: eu's answer for us.
    [Fact]
    public async Task K12_Two_regions_have_two_answers() =>
        Assert.Equal("rain in eu|sun in us|True rain in eu weather:us:Paris", await CompiledCode.RunAsync<string>(Show + """
            public sealed partial class Weather(KvClient kv, string region)
            {
                public string Sky { get; set; } = "rain";
                [Cached("weather:{region}:{city}", Ttl = "5m")]
                private Task<string> GetCoreAsync(string city) => Task.FromResult(Sky + " in " + region);
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var eu = new Weather(kv, "eu");
                    var us = new Weather(kv, "us") { Sky = "sun" };
                    var text = $"{await eu.GetAsync("Paris")}|{await us.GetAsync("Paris")}|";
                    text += await eu.InvalidateGetAsync("Paris");
                    return $"{text} {(await eu.GetAsync("Paris"))} {(await eu.InvalidateGetAsync("Paris") ? await Shown.KeysAsync(kv) : "")}";
                }
            }
            """));

    // The issue's Feed: the second user reads the first one's.
    [Fact]
    public async Task K12_Two_users_have_two_feeds() =>
        Assert.Equal("1,2 2,2 feed:1:2 feed:2:2", await CompiledCode.RunAsync<string>(Show + """
            public sealed class CurrentUser { public int Id { get; init; } }
            public sealed partial class Feed(KvClient kv, CurrentUser user)
            {
                [Cached("feed:{user.Id}:{take}", Ttl = "5m")]
                private Task<string> MineCoreAsync(int take) => Task.FromResult($"{user.Id},{take}");
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv) =>
                    $"{await new Feed(kv, new() { Id = 1 }).MineAsync(2)} {await new Feed(kv, new() { Id = 2 }).MineAsync(2)} {await Shown.KeysAsync(kv)}";
            }
            """));

    [Fact]
    public async Task K12_Each_attribute_may_name_members_and_each_is_read_once() =>
        Assert.Equal("1 reads=1 cache:r1:7:a|limit:r1|once:r1:7:a", await CompiledCode.RunAsync<string>("""
            public abstract class Base { protected int Tenant { get; set; } = 7; }
            public sealed partial class C(KvClient kv) : Base
            {
                private int _reads;
                private string Region => "r" + ++_reads;
                [Cached("cache:{Region}:{Tenant}:{id}", Ttl = "1m")]
                [RateLimited("limit:{Region}", Limit = 2, Window = "1m")]
                [Idempotent("once:{Region}:{Tenant}:{id}", Ttl = "1m")]
                private Task<int> AskCoreAsync(string id) => Task.FromResult(1);
                public static async Task<string> RunAsync(KvClient kv)
                {
                    var c = new C(kv);
                    var text = $"{await c.AskAsync("a")} reads={c._reads}";
                    var keys = new List<string>();
                    await foreach (var key in kv.ScanAsync())
                    {
                        var full = System.Text.Encoding.UTF8.GetString(key);
                        keys.Add(full.Substring(full.IndexOf(full.Contains("once:r") ? "once:r" : full.Contains("limit:r") ? "limit:r" : "cache:r", StringComparison.Ordinal)));
                    }
                    keys.Sort(StringComparer.Ordinal);
                    return text + " " + string.Join('|', keys.ConvertAll(k => k.StartsWith("limit:r1", StringComparison.Ordinal) ? "limit:r1" : k));
                }
            }
            public static class Program
            {
                public static Task<string> Main(KvClient kv) => C.RunAsync(kv);
            }
            """));

    [Fact]
    public async Task K12_A_parameter_wins_over_a_member_of_its_name_and_a_member_over_the_constructors() =>
        Assert.Equal("x:argument:member", await CompiledCode.RunAsync<string>(Show + """
            public class Base { protected string Other { get; } = "member"; protected string Unused { get; } = ""; }
            #pragma warning disable CS9113 // The member of its name hides it.
            public sealed partial class C(KvClient kv, string Other) : Base
            #pragma warning restore CS9113
            {
                public string Region { get; } = "member";
                [Cached("x:{Region}:{Other}", Ttl = "1m")] private Task<int> GetCoreAsync(string Region) => Task.FromResult(1);
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    await new C(kv, "parameter").GetAsync("argument");
                    return await Shown.KeysAsync(kv);
                }
            }
            """));

    [Fact]
    public async Task K12_Paths_formats_nulls_and_constants() =>
        Assert.Equal("x:%n:%n:3.50:v2:(1,a,):[1,2,]:%n:static", await CompiledCode.RunAsync<string>(Show + """
            public sealed record Owner(string? Name, int Age);
            public readonly record struct Place(int X, string Y);
            public sealed partial class C(KvClient kv, Owner? owner)
            {
                private const string Edition = "v2";
                private static string Kind => "static";
                private readonly decimal _price = 3.5m;
                public Place Where { get; } = new(1, "a");
                public List<int> Tags { get; } = [1, 2];
                public DayOfWeek? Day { get; }
                [Cached("x:{owner.Name}:{owner.Age}:{_price:0.00}:{Edition}:{Where}:{Tags}:{Day}:{Kind}", Ttl = "1m")]
                private Task<int> GetCoreAsync() => Task.FromResult(1);
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    await new C(kv, null).GetAsync();
                    return await Shown.KeysAsync(kv);
                }
            }
            """));

    [Theory]
    [InlineData("public partial class C<T>(KvClient kv, T tag) where T : IFormattable", "x:{tag:D}:{id}", "int id")]
    [InlineData("public partial struct C(KvClient kv, string region)", "x:{region}:{id}", "int id")]
    [InlineData("public partial record C(KvClient Kv, string? Region)", "x:{Region}:{id}", "int id")]
    [InlineData("public partial record struct C(KvClient Kv, int? Region)", "x:{Region}:{id}", "int id")]
    [InlineData("public partial class C(KvClient kv, string @class)", "x:{class}:{id}", "int id")]
    [InlineData("public partial class C(KvClient kv, string self, string client, string s, string ct, string writer)", "x:{self}:{client}:{s}:{ct}:{writer}:{id}", "int id")]
    [InlineData("public partial class C(KvClient kv, string Item1, string Rest, string WriteKey)", "x:{Item1}:{Rest}:{WriteKey}:{id}", "int id")]
    [InlineData("public partial class C(KvClient kv, string region)", "x:{region}:{id}", "int id, [NotKey] string value, CancellationToken ct = default")]
    [InlineData("public partial class C(KvClient kv, (int A, string? B) pair)", "x:{pair.A}:{pair.B}:{id}", "int id")]
    [InlineData("public partial class C(KvClient kv, System.Net.IPAddress? from)", "x:{from}:{id}", "int id")]
    public void K12_Any_type_and_name(string head, string template, string parameters) =>
        GeneratorRun.Of($$"""
            namespace A;
            {{head}}
            {
                [Cached("c:{{template}}", Ttl = "1m"), RateLimited("r:{{template}}", Limit = 1, Window = "1m"), Idempotent("i:{{template}}", Ttl = "1m", OnUnavailable = IdempotencyUnavailable.Run)]
                private Task<int> GetCoreAsync({{parameters}}) => Task.FromResult(1);
            }
            """);

    [Fact]
    public void K12_Static_bodies_name_static_members() =>
        GeneratorRun.Of("""
            namespace A;
            public static partial class C<T>
            {
                private static readonly KvClient s_kv = new MemoryKvClient();
                private static string Region => "eu";
                [Cached("x:{Region}:{id}", Ttl = "1m")]
                private static Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            }
            """);

    [Fact]
    public void K12_Obsolete_members_are_told_once()
    {
        var run = GeneratorRun.Of("""
            namespace A;
            public partial class C(KvClient kv)
            {
                [Obsolete("old")] public string Region => "eu";
                [Cached("x:{Region}:{id}", Ttl = "1m")]
                private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            }
            """);
        Assert.Contains("#pragma warning disable CS0612, CS0618", run.Sources.Single(s => s.HintName == "A.C.g.cs").SourceText.ToString(), StringComparison.Ordinal);
    }
}
