using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

/// <summary>Services and contexts among the arguments: named as such, once, with the remedy that fits.</summary>
public class ServiceParameterTests
{
    private const string Problem = "it is a service or a context, not a value; mark the parameter [NotKey]";

    private const string Types = """

        namespace Microsoft.EntityFrameworkCore { public class DbContext { public int Id => 1; } }
        namespace Microsoft.AspNetCore.Http { public abstract class HttpContext { public string TraceIdentifier => ""; } }
        namespace Microsoft.Extensions.Logging { public interface ILogger; public interface ILogger<out T> : ILogger; }
        namespace A { public class ShopContext : Microsoft.EntityFrameworkCore.DbContext; }
        """;

    private static void Verify(string id, string message, string member) => Refusal.VerifyFile(id, message, $$"""
        namespace A
        {
            public partial class C(KvClient kv)
            {
                {{member}}
                NEIGHBOUR
            }
        }
        """ + Types);

    [Theory]
    [InlineData("ShopContext", "ShopContext")]
    [InlineData("Microsoft.AspNetCore.Http.HttpContext", "HttpContext")]
    [InlineData("Microsoft.Extensions.Logging.ILogger<C>", "ILogger<C>")]
    [InlineData("IServiceProvider", "IServiceProvider")]
    [InlineData("System.Net.Http.HttpClient", "HttpClient")]
    [InlineData("System.Security.Claims.ClaimsPrincipal", "ClaimsPrincipal")]
    [InlineData("TimeProvider", "TimeProvider")]
    public void In_the_key_of_a_cached_method(string type, string shown) => Verify(
        "DKV0016",
        $"'service' of type '{shown}' cannot be part of a key: {Problem}",
        $$"""[Cached(Ttl = "1m")] private Task<int> GetCoreAsync(int id, {{type}} [|service|]) => Task.FromResult(id);""");

    [Fact]
    public void Left_out_of_a_template() => Verify(
        "DKV0018",
        $"The key template leaves out 'db', so that calls that differ in it would share one value; {Problem}",
        """[Cached([|"x:{id}"|], Ttl = "1m")] private Task<int> GetCoreAsync(int id, ShopContext db) => Task.FromResult(id);""");

    [Fact]
    public void In_a_template() => Verify(
        "DKV0016",
        $"'db' of type 'ShopContext' cannot be part of a key: {Problem}",
        """[Cached([|"x:{db}"|], Ttl = "1m")] private Task<int> GetCoreAsync(ShopContext db) => Task.FromResult(1);""");

    [Fact]
    public void In_a_fingerprint() => Verify(
        "DKV0023",
        $"Parameter 'db' is part of the fingerprint, and cannot be: {Problem}",
        """[Idempotent("x:{id}", Ttl = "1m")] private Task<int> PayCoreAsync(int id, ShopContext [|db|]) => Task.FromResult(id);""");

    [Fact]
    public void In_key_and_fingerprint_at_once() => Verify(
        "DKV0016",
        $"'db' of type 'ShopContext' cannot be part of a key: {Problem}",
        """[Cached(Ttl = "1m")] [Idempotent("x:{id}", Ttl = "1m")] private Task<int> PayCoreAsync(int id, ShopContext [|db|]) => Task.FromResult(id);""");

    [Fact]
    public void In_the_fingerprint_and_with_a_property_in_the_key() => Verify(
        "DKV0023",
        $"Parameter 'db' is part of the fingerprint, and cannot be: {Problem}",
        """[Cached("x:{db.Id}:{id}", Ttl = "1m")] [Idempotent("x:{id}", Ttl = "1m")] private Task<int> PayCoreAsync(int id, ShopContext [|db|]) => Task.FromResult(id);""");

    [Fact]
    public void Beside_the_key() => GeneratorRun.Of("""
        namespace A
        {
            public partial class C(KvClient kv)
            {
                [Cached("x:{id}", Ttl = "1m")] private Task<int> GetCoreAsync(int id, [NotKey] ShopContext db) => Task.FromResult(id);
                [Cached("y:{http.TraceIdentifier}", Ttl = "1m")] private Task<int> TraceCoreAsync(Microsoft.AspNetCore.Http.HttpContext http) => Task.FromResult(1);
                [RateLimited("z:{id}", Limit = 1, Window = "1m")] private Task SendCoreAsync(int id, ShopContext db) => Task.CompletedTask;
            }
        }
        """ + Types);
}
