using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

/// <summary>W1, W4.</summary>
public class InvalidationRefusalTests
{
    private const string Cached = """[Cached("g:{id}", Ttl = "1m")] private Task<int> GetCoreAsync(int id) => Task.FromResult(1);""";

    [Theory]
    [InlineData("DKV0042", "[Invalidates([|\"GettAsync\"|])] private Task SetCoreAsync(int id) => Task.CompletedTask;", "'GettAsync' cannot be invalidated: 'C' has no such cached method or tag; 'GetAsync' is one")]
    [InlineData("DKV0042", "[Invalidates([|nameof(ToString)|])] private Task SetCoreAsync(int id) => Task.CompletedTask;", "'ToString' cannot be invalidated: 'C' has no such cached method or tag")]
    [InlineData("DKV0043", "[[|Invalidates(nameof(GetAsync))|]] private Task SetCoreAsync(int no) => Task.CompletedTask;", "Nothing in 'SetCoreAsync' is the parameter 'id' of type 'int' of the key of 'GetAsync'; add a parameter, or give the paths of all parameters")]
    [InlineData("DKV0043", "[[|Invalidates(nameof(GetAsync))|]] private Task SetCoreAsync(IEnumerable<int> id) => Task.CompletedTask;", "Nothing in 'SetCoreAsync' is the parameter 'id' of type 'int' of the key of 'GetAsync'; the parameter of this name is of type 'IEnumerable<int>', which may be readable only once; take a list")]
    [InlineData("DKV0044", "[Invalidates(nameof(GetAsync), [|\"result\"|])] private Task SetCoreAsync(int id) => Task.CompletedTask;", "\"result\" begins with the result, and 'SetCoreAsync' has none")]
    [InlineData("DKV0044", "[Invalidates(nameof(GetAsync), [|\"no\"|])] private Task SetCoreAsync(string no) => Task.CompletedTask;", "\"no\" is of type 'string', and 'id' of 'int'")]
    [InlineData("DKV0045", "[Cached(\"h:{id}\", Ttl = \"1m\"), [|Invalidates(nameof(GetAsync))|]] private Task<int> SetCoreAsync(int id) => Task.FromResult(1);", "'SetCoreAsync' cannot have [Invalidates]: it is [Cached], and a hit does not run its body")]
    [InlineData("DKV0019", "[Invalidates(nameof(GetAsync), Settle = [|\"2x\"|])] private Task SetCoreAsync(int id) => Task.CompletedTask;", "Settle = \"2x\" has the unknown unit \"x\"; the units are d, h, m, s and ms")]
    public void Attribute(string id, string member, string message) => Refusal.Verify(id, message, $$"""
        {{Cached}}
            {{member}}
        """);
}
