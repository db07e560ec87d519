using System.Globalization;
using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Tests.Diagnostics;

/// <summary>K12: a cached body that reads, in sight, what its key does not name.</summary>
public class UnnamedReadTests
{
    private const string Around = """
        namespace Microsoft.AspNetCore.Http
        {
            public abstract class HttpContext { public abstract System.Security.Claims.ClaimsPrincipal User { get; } public abstract CancellationToken RequestAborted { get; } }
            public interface IHttpContextAccessor { HttpContext? HttpContext { get; } }
        }
        namespace Microsoft.Extensions.Logging { public interface ILogger { void Log(string text, params object?[] arguments); } }
        namespace Microsoft.Extensions.Options { public interface IOptions<T> { T Value { get; } } }
        public sealed record CurrentUser(int Id, string Name);
        public interface ICurrentTenant { string Id { get; } object Raw { get; } }
        public interface IWorkContext { Person CurrentPerson { get; } string Server { get; } }
        public sealed class Person { public int Id { get; set; } }
        public sealed class ShopOptions { public string Region { get; set; } = ""; }
        public interface IUserRepository { int Count { get; } }
        public readonly record struct Query(string Text);
        """;

    private static string Message(string what, string remedy) =>
        $"'GetCoreAsync' reads '{what}', which its key does not name, so that one caller could get another caller's value; {remedy}, or mark it [NotKey]";

    private static string Class(string parameters, string members, string value, string template = "\"c:{id}\", ") => Around + $$"""

        public sealed partial class C(KvClient kv{{(parameters.Length == 0 ? "" : ", " + parameters)}})
        {
            {{members}}
            [Cached({{template}}Ttl = "5m")]
            private Task<string> GetCoreAsync(int id) { {{(value.StartsWith("return", StringComparison.Ordinal) || value.Contains("return ", StringComparison.Ordinal) ? value : $"return Task.FromResult(\"\" + id + {value});")}} }
        }
        """;

    [Theory]
    [InlineData("region", "string region", "", "[|region|]")]
    [InlineData("user.Id", "CurrentUser user", "", "user.[|Id|]")]
    [InlineData("user.Name", "CurrentUser? user", "", "user?.[|Name|]")]
    [InlineData("_region", "string region", "private readonly string _region = region;", "[|_region|].Length")]
    [InlineData("_region", "string region", "private readonly string _region = region ?? throw new ArgumentNullException(nameof(region));", "this.[|_region|]")]
    [InlineData("_region", "", "private readonly string _region = \"\"; public C(KvClient kv, string region) : this(kv) { _region = region.Trim(); }", "[|_region|]")]
    [InlineData("_b", "", "private readonly string _a = \"\", _b = \"\"; public C(KvClient kv, int a, string b) : this(kv) { (_a, _b) = (\"\" + a, b); }", "[|_b|]")]
    [InlineData("Region", "", "public string Region { get; init; } = \"eu\";", "[|Region|]")]
    [InlineData("_tenant.Id", "ICurrentTenant tenant", "private readonly ICurrentTenant _tenant = tenant;", "_tenant.[|Id|]")]
    [InlineData("context.CurrentPerson.Id", "IWorkContext context", "", "context.CurrentPerson.[|Id|]")]
    [InlineData("query", "Query query", "", "[|query|].ToString()")]
    [InlineData("_region", "", "private string _region = \"\"; public void Use(string region) { _region = region; }", "[|_region|]")]
    [InlineData("UserId", "Microsoft.AspNetCore.Http.IHttpContextAccessor accessor", "private string? UserId => accessor.HttpContext?.User.Identity?.Name;", "[|UserId|]")]
    public void Value_of_the_instance(string path, string parameters, string members, string value) =>
        Advice.Verify("DKV0052", Message(path, $"add {{{path}}} to the template"), Class(parameters, members, value));

    [Theory]
    [InlineData("IHttpContextAccessor.HttpContext", "Microsoft.AspNetCore.Http.IHttpContextAccessor userAccessor", "", "userAccessor.[|HttpContext|]!.User.Identity!.Name")]
    [InlineData("IHttpContextAccessor.HttpContext", "Microsoft.AspNetCore.Http.IHttpContextAccessor accessor", "", "accessor.[|HttpContext|]?.User")]
    [InlineData("HttpContext", "Microsoft.AspNetCore.Http.HttpContext context", "", "Use([|context|])", "private static string Use(object? o) => \"\" + o;")]
    [InlineData("ClaimsPrincipal", "System.Security.Claims.ClaimsPrincipal user", "", "[|user|].FindFirst(\"sub\")!.Value")]
    [InlineData("Thread.CurrentPrincipal", "", "", "Thread.[|CurrentPrincipal|]!.Identity!.Name")]
    [InlineData("CultureInfo.CurrentCulture", "", "", "id.ToString(System.Globalization.CultureInfo.[|CurrentCulture|])")]
    [InlineData("CultureInfo.CurrentUICulture", "", "", "[|Helper|]()", "private static string Helper() => System.Globalization.CultureInfo.CurrentUICulture.Name;")]
    public void Who_is_asking(string what, string parameters, string members, string value, string more = "") =>
        Advice.Verify("DKV0052", Message(what, "name a value in the template that tells callers apart"), Class(parameters, members + more, value));

    [Theory]
    [InlineData("string region", "", "region.Length == 0 ? 1 : 2", "\"c:{id}:{region}\", ")]
    [InlineData("CurrentUser user", "", "user.Id + user.Name", "\"c:{id}:{user.Id}\", ")]
    [InlineData("Microsoft.AspNetCore.Http.IHttpContextAccessor accessor", "private string? UserId => accessor.HttpContext?.User.Identity?.Name;", "UserId", "\"c:{id}:{UserId}\", ")]
    [InlineData("Microsoft.AspNetCore.Http.IHttpContextAccessor accessor", "private string? UserId => \"\";", "accessor.HttpContext?.User", "\"c:{id}:{UserId}\", ")]
    public void What_the_key_names(string parameters, string members, string value, string template) =>
        // Whether the template is valid is another question, asked by the parser of keys.
        Assert.DoesNotContain(GeneratorRun.Unchecked(TestCompilation.Create([Class(parameters, members, value, template)])).Findings(), f => f.Id == "DKV0052");

    [Theory]
    [InlineData("", "private const string Region = \"eu\"; private static readonly string s_other = Region;", "Region + s_other")]
    [InlineData("", "private readonly string _separator = \":\"; private readonly int[] _ids = [1, 2];", "_separator + _ids.Length")]
    [InlineData("string connectionString, int pageSize, string baseUrl, int maxItems, TimeSpan age", "", "connectionString + pageSize + baseUrl + maxItems + age")]
    [InlineData("Microsoft.Extensions.Options.IOptions<ShopOptions> options", "private readonly ShopOptions _shop = options.Value; private readonly string _region = options.Value.Region;", "_shop.Region + _region + options.Value.Region")]
    [InlineData("IUserRepository users", "private readonly IUserRepository _users = users;", "_users.Count")]
    [InlineData("IWorkContext context", "", "context.Server")]
    [InlineData("string region, Microsoft.Extensions.Logging.ILogger logger", "", "logger.Log(\"{Region}\", region); return Task.FromResult(nameof(region) + id);")]
    [InlineData("string region", "", "return id > 0 ? Task.FromResult(\"\") : throw new InvalidOperationException(region);")]
    [InlineData("", "private int _runs; private string? _last;", "_runs++; _last = \"\" + id; return Task.FromResult(\"\" + id);")]
    [InlineData("[NotKey] string region", "", "region")]
    [InlineData("string region", "[NotKey] private readonly string _region = region;", "_region")]
    [InlineData("CurrentUser user", "[NotKey] private int UserId => user.Id;", "UserId")]
    [InlineData("Microsoft.AspNetCore.Http.IHttpContextAccessor accessor", "", "accessor.HttpContext?.RequestAborted.CanBeCanceled")]
    [InlineData("string region", "private string Far() => Further(); private string Further() => Furthest(); private string Furthest() => region;", "Far()")]
    [InlineData("string region", "", "id; region = \"\"; return Task.FromResult(\"\");", "\"c:{id}\", ")]
    public void What_no_caller_differs_in(string parameters, string members, string value, string template = "\"c:{id}\", ")
    {
        var text = Class(parameters, members, value.StartsWith("id;", StringComparison.Ordinal) ? value[4..] : value, template);
        Assert.DoesNotContain(GeneratorRun.Of(text).Findings(), f => f.Id == "DKV0052");
    }

    [Fact]
    public void Only_cached_answers_are_shared() => Assert.Empty(GeneratorRun.Of("""
        public sealed partial class C(KvClient kv, string region)
        {
            [Idempotent("i:{id}", Ttl = "5m")] private Task<string> PayCoreAsync(string id) => Task.FromResult(region + id);
            [RateLimited("r:{id}", Limit = 1, Window = "5m")] private Task<string> GoCoreAsync(string id) => Task.FromResult(region + id);
        }
        """).Findings());

    [Fact]
    public void Pragma_is_obeyed() => Advice.VerifyNone("DKV0052", Class("string region", "#pragma warning disable DKV0052\n", "region"));

    [Fact]
    public void Method_without_a_template_has_to_get_one() => Assert.Equal(
        Message("region", "name a value in the template that tells callers apart"),
        Assert.Single(GeneratorRun.Of(Class("string region", "", "region", "")).Findings(), f => f.Id == "DKV0052").GetMessage(CultureInfo.InvariantCulture));
}
