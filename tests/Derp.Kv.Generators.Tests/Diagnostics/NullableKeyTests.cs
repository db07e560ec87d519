using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

/// <summary>DKV0029, I25: the key of an idempotent method that is declared to be null at times.</summary>
public class NullableKeyTests
{
    private static string Source(string template, string parameters, string attribute = "Idempotent") => $$"""
        public sealed record Request(string Key, string? Maybe, Request? Next, int? Number);
        public partial class C(KvClient kv)
        {
            private string? Region => null;
            [{{attribute}}({{template}}, Ttl = "1m")] private Task<int> PayCoreAsync({{parameters}}) => Task.FromResult(1);
            public override string ToString() => Region ?? "";
        }
        """;

    [Theory]
    [InlineData("\"x:{key}\"", "string? [|key|]", "key")]
    [InlineData("\"x:{key}\"", "int? [|key|]", "key")]
    [InlineData("[|\"x:{key}\"|]", "string? key = null", "key")]
    [InlineData("[|\"x:{request.Maybe}\"|]", "Request request", "request.Maybe")]
    [InlineData("[|\"x:{request.Number}\"|]", "Request request", "request.Number")]
    [InlineData("[|\"x:{request.Next.Key}\"|]", "Request request", "request.Next.Key")]
    [InlineData("\"x:{request.Key}\"", "Request? [|request|]", "request.Key")]
    [InlineData("[|\"x:{Region}\"|]", "", "Region")]
    public void Said(string template, string parameters, string name) =>
        Advice.Verify("DKV0029", $"'{name}' may be null, and a call of 'PayCoreAsync' with a null key is rejected; make it non-nullable", Source(template, parameters));

    [Theory]
    [InlineData("\"x:{key}\"", "string key")]
    [InlineData("\"x:{key}\"", "int key")]
    [InlineData("\"x:{request.Key}\"", "Request request")]
    [InlineData("\"x:{key}\"", "string key, string? note")]
    [InlineData("\"x:{keys}\"", "List<string?> keys")]
    public void Not_said(string template, string parameters) => Advice.VerifyNone("DKV0029", Source(template, parameters));

    [Fact]
    public void Not_said_of_a_cached_method() => Advice.VerifyNone("DKV0029", Source("\"x:{key}\"", "string? key", "Cached"));
}
