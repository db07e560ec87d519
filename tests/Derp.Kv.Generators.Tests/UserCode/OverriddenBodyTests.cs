using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>K10, K12: answers that depend on the type or on who asks, with what tells them apart in the key.</summary>
public class OverriddenBodyTests
{
    [Theory]
    [InlineData("""Idempotent("pay:{Name}:{key}", Ttl = "1h")""")]
    [InlineData("""Cached("pay:{Name}:{key}:{cents}", Ttl = "1h")""")]
    [InlineData("""RateLimited("pay:{Name}:{key}", Limit = 1, Window = "1h")""")]
    public async Task Overrides_are_not_answered_with_each_others_values(string attribute) =>
        Assert.Equal("charged 500, refunded 500", await CompiledCode.RunAsync<string>($$"""
            public abstract partial class Provider(KvClient kv)
            {
                protected abstract string Name { get; }
                [{{attribute}}] protected abstract Task<string> PayCoreAsync(string key, long cents);
            }
            public sealed class Charges(KvClient kv) : Provider(kv) { protected override string Name => "charge"; protected override Task<string> PayCoreAsync(string key, long cents) => Task.FromResult($"charged {cents}"); }
            public sealed class Refunds(KvClient kv) : Provider(kv) { protected override string Name => "refund"; protected override Task<string> PayCoreAsync(string key, long cents) => Task.FromResult($"refunded {cents}"); }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv) => $"{await new Charges(kv).PayAsync("k", 500)}, {await new Refunds(kv).PayAsync("k", 500)}";
            }
            """));

    [Fact]
    public async Task Derived_types_hand_their_name_to_the_constructor() =>
        Assert.Equal("charge, refund", await CompiledCode.RunAsync<string>("""
            public abstract partial class Provider(KvClient kv, string name)
            {
                [Cached("pay:{name}:{key}", Ttl = "1h")] protected virtual Task<string> PayCoreAsync(string key) => Task.FromResult(name);
            }
            public sealed class Charges(KvClient kv) : Provider(kv, "charge");
            public sealed class Refunds(KvClient kv) : Provider(kv, "refund");
            public static class Program
            {
                public static async Task<string> Main(KvClient kv) => $"{await new Charges(kv).PayAsync("k")}, {await new Refunds(kv).PayAsync("k")}";
            }
            """));

    [Fact]
    public async Task Regions_and_users_have_answers_of_their_own() =>
        Assert.Equal("eu, us, 1, 2", await CompiledCode.RunAsync<string>("""
            public sealed partial class Weather(KvClient kv, string region)
            {
                [Cached("weather:{region}:{city}", Ttl = "5m")] private Task<string> GetCoreAsync(string city) => Task.FromResult(city.Length > 0 ? region : "");
            }
            public sealed record CurrentUser(int Id);
            public sealed partial class Feed(KvClient kv, CurrentUser user)
            {
                [Cached("feed:{user.Id}:{take}", Ttl = "5m")] private Task<List<string>> MineCoreAsync(int take) => Task.FromResult(new List<string> { "" + user.Id * take });
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv) => string.Join(", ",
                    await new Weather(kv, "eu").GetAsync("x"), await new Weather(kv, "us").GetAsync("x"),
                    (await new Feed(kv, new(1)).MineAsync(1))[0], (await new Feed(kv, new(2)).MineAsync(1))[0]);
            }
            """));

    private const string Kind = "protected virtual int Kind => 1;";

    [Theory]
    [InlineData("public virtual", "protected")]
    [InlineData("internal virtual", "protected")]
    [InlineData("protected internal virtual", "protected")]
    public void Virtual_body_that_others_see(string modifiers, string wanted) => Advice.Verify(
        "DKV0051",
        $"'GetCoreAsync' should be {wanted}, so that other types cannot bypass its wrapper 'GetAsync'",
        $$"""public partial class C(KvClient kv) { {{Kind}} [Cached("x:{Kind}:{id}", Ttl = "1m")] {{modifiers}} Task<int> [|GetCoreAsync|](int id) => Task.FromResult(id); }""");

    [Theory]
    [InlineData("protected virtual", "")]
    [InlineData("private protected virtual", "")]
    [InlineData("public override", " : Base")]
    public void Virtual_body_whose_accessibility_is_right(string modifiers, string bases) => Assert.Empty(GeneratorRun.Of($$"""
        public abstract class Base { public virtual Task<int> GetCoreAsync(int id) => Task.FromResult(0); }
        public partial class C(KvClient kv){{bases}} { {{Kind}} [Cached("x:{Kind}:{id}", Ttl = "1m")] {{modifiers}} Task<int> GetCoreAsync(int id) => Task.FromResult(id); }
        """).Findings());

    private static string Used(string modifiers, string more) => $$"""
        public partial class C(KvClient kv) { {{Kind}} [Cached("x:{Kind}:{id}", Ttl = "1m")] {{modifiers}} Task<int> GetCoreAsync(int id) => Task.FromResult(id); }
        {{more}}
        """;

    private const string Message = "'GetCoreAsync' is used without its wrapper, and so without [Cached]; use 'GetAsync'";

    [Fact]
    public void Override_may_call_its_base() =>
        Advice.VerifyNone("DKV0050", Used("protected virtual", "public class D(KvClient kv) : C(kv) { protected override Task<int> GetCoreAsync(int id) => base.GetCoreAsync(id); }"));

    [Fact]
    public void Override_may_not_call_another_object() => Advice.Verify(
        "DKV0050", Message, Used("internal virtual", "public class D(KvClient kv, C other) : C(kv) { internal override Task<int> GetCoreAsync(int id) => other.[|GetCoreAsync|](id); }"));

    [Fact]
    public void Another_method_may_not_call_its_base() => Advice.Verify(
        "DKV0050", Message, Used("protected virtual", "public class D(KvClient kv) : C(kv) { public Task<int> M(int id) => base.[|GetCoreAsync|](id); }"));

    [Theory]
    [InlineData("protected virtual", " => Task.FromResult(id);")]
    [InlineData("protected internal virtual", " => Task.FromResult(id);")]
    [InlineData("protected abstract", ";")]
    public void Body_of_every_kind(string modifiers, string end) => GeneratorRun.Of($$"""
        public abstract partial class C(KvClient kv) { {{Kind}} [Cached("x:{Kind}:{id}", Ttl = "5m")] {{modifiers}} Task<int> GetCoreAsync(int id){{end}} }
        """);
}
