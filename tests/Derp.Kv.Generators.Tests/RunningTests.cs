using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests;

/// <summary>Generated code as it runs, on memory.</summary>
public class RunningTests
{
    [Fact]
    public async Task Cached_wrapper_runs_the_body_once_until_invalidated() =>
        Assert.Equal("1 1 True False 2", await CompiledCode.RunAsync<string>("""
            public sealed partial class Catalog(KvClient kv)
            {
                private int _runs;
                [Cached("p:{tenant}:{sku}", Ttl = "5m")]
                private Task<int> GetCoreAsync(int tenant, string sku, CancellationToken ct = default) => Task.FromResult(++_runs);
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var c = new Catalog(kv);
                    return $"{await c.GetAsync(1, "a")} {await c.GetAsync(1, "a")} {await c.InvalidateGetAsync(1, "a")} {await c.InvalidateGetAsync(1, "a")} {await c.GetAsync(1, "a")}";
                }
            }
            """));

    // K1, K3, K7, K8
    [Fact]
    public async Task Key_is_as_the_template_says()
    {
        await using var kv = new MemoryKvClient();
        var keys = await CompiledCode.RunAsync<List<string>>(
            """
            using System.Text;
            public enum Color : byte { Red = 3 }
            public sealed record Owner(string? Name, int Age);
            public partial class Outer<T>
            {
                public sealed partial class Catalog(KvClient kv)
                {
                    [Cached("{{{a}}}:{o.Name}:{o.Age}:{c}:{d:0.00}", Ttl = "5m", Version = 3)]
                    private Task<int> GetCoreAsync(string a, Owner? o, Color? c, decimal d) => Task.FromResult(1);
                    [Cached(Ttl = "5m")]
                    private Task<int> ListCoreAsync<TItem>(List<string?>? a, int[] b, [NotKey] object? n, DateTime at, CancellationToken ct = default) => Task.FromResult(1);
                }
            }
            public static class Program
            {
                public static async Task<List<string>> Main(KvClient kv)
                {
                    var c = new Outer<int>.Catalog(kv);
                    await c.GetAsync("a:b}", null, null, 1.5m);
                    await c.GetAsync("", new(null, 7), Color.Red, 1m);
                    await c.ListAsync<string>(null, [], null, new DateTime(2024, 1, 2, 3, 4, 5, DateTimeKind.Utc));
                    await c.ListAsync<List<Owner[]>>(["a,b", null, ""], [1, -2], null, default);
                    var keys = new List<string>();
                    await foreach (var key in kv.ScanAsync())
                        keys.Add(Encoding.UTF8.GetString(key));
                    keys.Sort(StringComparer.Ordinal);
                    return keys;
                }
            }
            """,
            kv);
        Assert.Equal(
            [
                "Outer<T>.Catalog.ListAsync(System.Collections.Generic.List<string>,int[],object,System.DateTime):%n:[]:20240102T030405.0000000Z%tSystem.Int32%tSystem.String",
                "Outer<T>.Catalog.ListAsync(System.Collections.Generic.List<string>,int[],object,System.DateTime):[a%2Cb,%n,,]:[1,-2,]:00010101T000000.0000000%tSystem.Int32%tSystem.Collections.Generic.List%601~-1-Owner@User",
                "{a%3Ab%7D}:%n:%n:%n:1.50%tSystem.Int32%v3",
                "{}:%n:7:3:1.00%tSystem.Int32%v3",
            ],
            keys);
    }

    // K2
    [Fact]
    public async Task Closed_types_have_caches_of_their_own() =>
        Assert.Equal("String Int32", await CompiledCode.RunAsync<string>("""
            public sealed partial class C(KvClient kv)
            {
                [Cached("name", Ttl = "5m")]
                private Task<string> NameCoreAsync<T>() => Task.FromResult(typeof(T).Name);
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv) => $"{await new C(kv).NameAsync<string>()} {await new C(kv).NameAsync<int>()}";
            }
            """));

    // K7, I10
    [Fact]
    public async Task Fingerprint_is_made_of_what_the_template_leaves_out() =>
        Assert.Equal("1 1 reused 2", await CompiledCode.RunAsync<string>("""
            public sealed record Order(decimal Amount, List<string?>? Lines);
            public sealed partial class Payments(KvClient kv)
            {
                private int _runs;
                [Idempotent("pay:{id}", Ttl = "1d")]
                private Task<int> PayCoreAsync(string id, Order? order, [NotKey] string trace, string? note = null) => Task.FromResult(++_runs);
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var p = new Payments(kv);
                    var first = $"{await p.PayAsync("a", new(1m, ["x"]), "t1")} {await p.PayAsync("a", new(1m, ["x"]), "t2")}";
                    try { await p.PayAsync("a", new(1m, [null]), "t1"); }
                    catch (IdempotencyKeyReusedException) { first += " reused"; }
                    return $"{first} {await p.PayAsync("b", null, "")}";
                }
            }
            """));

    // I2, I13
    [Fact]
    public async Task Status_and_replay_are_seen_where_the_body_chooses_them() =>
        Assert.Equal("5/201/False 5/201/True done done 1", await CompiledCode.RunAsync<string>("""
            public sealed partial class Payments(KvClient kv)
            {
                private int _voids;
                [Idempotent("pay:{id}", Ttl = "1d")]
                private Task<IdempotentResult<int>> PayCoreAsync(string id) => Task.FromResult(new IdempotentResult<int>(5, 201));
                [Idempotent("void:{id}", Ttl = "1d")]
                private ValueTask VoidCoreAsync(string id) { _voids++; return default; }
                public static async Task<string> RunAsync(KvClient kv)
                {
                    var p = new Payments(kv);
                    string Show(IdempotentResult<int> r) => $"{r.Value}/{r.StatusCode}/{r.IsReplay}";
                    var text = $"{Show(await p.PayAsync("a"))} {Show(await p.PayAsync("a"))}";
                    await p.VoidAsync("a");
                    text += " done";
                    await p.VoidAsync("a");
                    return $"{text} done {p._voids}";
                }
            }
            public static class Program
            {
                public static Task<string> Main(KvClient kv) => Payments.RunAsync(kv);
            }
            """));

    [Fact]
    public async Task Stages_nest_limit_before_claim_before_cache() =>
        // The third call is denied before its claim; the second is replayed before the cache is asked.
        Assert.Equal("a1 a1 denied runs=1 b2 keys: cache:a cache:b derp:limit:limit:a%m9dd55f03 derp:limit:limit:b%m9dd55f03 derp:once:once:a derp:once:once:b", await CompiledCode.RunAsync<string>("""
            using System.Text;
            public sealed partial class C(KvClient kv)
            {
                private int _runs;
                [Cached("cache:{id}", Ttl = "1m")]
                [RateLimited("limit:{id}", Limit = 2, Window = "1m")]
                [Idempotent("once:{id}", Ttl = "1m")]
                private ValueTask<string> AskCoreAsync(string id, CancellationToken ct = default) => new(id + ++_runs);
                public static async Task<string> RunAsync(KvClient kv)
                {
                    var c = new C(kv);
                    var text = $"{await c.AskAsync("a")} {await c.AskAsync("a")}";
                    try { await c.AskAsync("a"); }
                    catch (RateLimitExceededException) { text += " denied"; }
                    text += $" runs={c._runs} {await c.AskAsync("b")} keys:";
                    var keys = new List<string>();
                    await foreach (var key in kv.ScanAsync())
                        keys.Add(Encoding.UTF8.GetString(key));
                    keys.Sort(StringComparer.Ordinal);
                    return $"{text} {string.Join(' ', keys)}";
                }
            }
            public static class Program
            {
                public static Task<string> Main(KvClient kv) => C.RunAsync(kv);
            }
            """));

    [Fact]
    public async Task Wrapper_works_in_a_static_initializer_of_its_type() =>
        Assert.Equal("7", await CompiledCode.RunAsync<string>("""
            public static partial class C
            {
                private static readonly KvClient Kv = new MemoryKvClient();
                public static readonly Task<int> Seven = GetAsync(7);
                [Cached(Ttl = "1m")]
                private static Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv) => $"{await C.Seven}";
            }
            """));

    [Fact]
    public async Task Client_that_was_never_set_is_named() =>
        Assert.Contains("C.GetAsync", await CompiledCode.RunAsync<string>("""
            public sealed partial class C
            {
                private KvClient? _kv;
                public void Set(KvClient kv) => _kv = kv;
                [Cached(Ttl = "1m")]
                private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    try { await new C().GetAsync(1); return ""; }
                    catch (InvalidOperationException e) { return e.Message; }
                }
            }
            """), StringComparison.Ordinal);

    // R19
    [Fact]
    public async Task Several_limits_of_a_method_deny_by_name_and_cost_the_others_nothing() =>
        Assert.Equal("1 2 Door.EnterAsync#2 Door.EnterAsync#2 3 Door.EnterAsync", await CompiledCode.RunAsync<string>("""
            public sealed partial class Door(KvClient kv)
            {
                private int _runs;
                [RateLimited("door:{building}", Limit = 3, Window = "1h")]
                [RateLimited("door:{building}:{user}", Limit = 2, Window = "1h")]
                private Task<int> EnterCoreAsync(string building, string user) => Task.FromResult(++_runs);
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var door = new Door(kv);
                    var said = new List<string>();
                    foreach (var user in (string[])["alice", "alice", "alice", "alice", "bob", "carol"])
                    {
                        try
                        {
                            said.Add($"{await door.EnterAsync("a", user)}");
                        }
                        catch (RateLimitExceededException e)
                        {
                            said.Add(e.LimitName ?? "");
                        }
                    }
                    return string.Join(" ", said);
                }
            }
            """));

    // R19: one template, two windows; nothing around the limits.
    [Fact]
    public async Task Two_windows_under_one_template_count_apart() =>
        Assert.Equal("2 True", await CompiledCode.RunAsync<string>("""
            public static partial class Gate
            {
                public static KvClient Kv { get; set; } = null!;
                [RateLimited("gate", Limit = 5, Window = "1h")]
                [RateLimited("gate", Limit = 2, Window = "1d", OnUnavailable = RateLimitUnavailable.Deny)]
                private static ValueTask PassCoreAsync() => default;
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    Gate.Kv = kv;
                    for (var passed = 0; ; passed++)
                    {
                        try
                        {
                            await Gate.PassAsync();
                        }
                        catch (RateLimitExceededException e)
                        {
                            return $"{passed} {e.Result.RetryAfter > TimeSpan.FromHours(23)}";
                        }
                    }
                }
            }
            """));
}
