using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

/// <summary>K11: a result or an argument that keeps state which is not written is refused at the method, with an id of its own.</summary>
public class HiddenStateDiagnosticTests
{
    [Fact]
    public void Result_with_hidden_state() => Refusal.VerifyFile(
        "DKV0027",
        "'A.Result._error' keeps state that would be lost; show it in a public property that can be set, give 'A.Result' a serializer of its own with [KvSerializer], or mark it [IgnoreMember] if losing it is meant.",
        """
        namespace A;
        public class Result { private string? _error; public static Result Fail(string e) => new() { _error = e }; public string Describe() => _error ?? "ok"; }
        public partial class C(KvClient kv)
        {
            [Cached("result:{id}", Ttl = "5m")] private Task<Result> [|GetCoreAsync|](int id) => Task.FromResult(Result.Fail("no stock"));
            NEIGHBOUR
        }
        """);

    [Fact]
    public void Argument_of_a_fingerprint_with_hidden_state() => Refusal.VerifyFile(
        "DKV0027",
        "'A.Money._cents' keeps state that would be lost; show it in a public property that can be set, give 'A.Money' a serializer of its own with [KvSerializer], or mark it [IgnoreMember] if losing it is meant.",
        """
        namespace A;
        public readonly struct Money { private readonly long _cents; private Money(long cents) => _cents = cents; public static Money Of(long cents) => new(cents); public override string ToString() => _cents.ToString(); }
        public partial class C(KvClient kv)
        {
            [Idempotent("pay:{key}", Ttl = "1h")] private Task<string> PayCoreAsync(string key, Money [|amount|]) => Task.FromResult(amount.ToString());
            NEIGHBOUR
        }
        """);

    [Fact]
    public async Task Value_with_private_setters_is_the_same_from_the_cache() => Assert.Equal("ann 3 shipped, ann 3 shipped", await CompiledCode.RunAsync<string>("""
        public class Order
        {
            private Order() { }
            public static Order Of(string buyer, int count) { var order = new Order { Buyer = buyer }; order.Count = count; order.Status = "shipped"; return order; }
            public string Buyer { get; private set; } = ""; public int Count { get; private set; } public string Status { get; protected set; } = "new";
            public override string ToString() => $"{Buyer} {Count} {Status}";
        }
        public sealed partial class Shop(KvClient kv)
        {
            [Cached("order:{id}", Ttl = "5m")] private Task<Order> GetCoreAsync(int id) => Task.FromResult(Order.Of("ann", id));
        }
        public static class Program { public static async Task<string> Main(KvClient kv) { var shop = new Shop(kv); return $"{await shop.GetAsync(3)}, {await shop.GetAsync(3)}"; } }
        """));
}
