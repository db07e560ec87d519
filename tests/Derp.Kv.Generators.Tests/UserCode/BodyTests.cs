using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>G5: bodies of every signature. Each row compiles without a warning.</summary>
public class BodyTests
{
    [Theory]
    [InlineData("private Task<string> GetCoreAsync() => Task.FromResult(\"\");")]
    [InlineData("private ValueTask<string?> GetCoreAsync(string? a, string b = \"x\\n\\\"\", CancellationToken ct = default) => new(a ?? b);")]
    [InlineData("private async Task<int> GetCore(int id) { await Task.Yield(); return id; }")]
    [InlineData("public Task<(int A, string? B)> GetCoreAsync(int id) => Task.FromResult((id, (string?)null));")]
    [InlineData("private Task<int[]> GetCoreAsync(params int[] ids) => Task.FromResult(ids);")]
    [InlineData("private Task<int> GetCoreAsync(CancellationToken ct, int id) => Task.FromResult(id);")]
    [InlineData("private Task<int> GetCoreAsync(CancellationToken ct, params string[] ids) => Task.FromResult(ids.Length);")]
    [InlineData("private Task<int> GetCoreAsync(int self, int s, int ct, int client) => Task.FromResult(self + s + ct + client);")]
    [InlineData("private Task<int> GetCoreAsync(int Item2, int Item1, int Rest, string ToString) => Task.FromResult(Item2 + Item1 + Rest + ToString.Length);")]
    [InlineData("private Task<int> GetCoreAsync(int writer, int[] item, int[] items, int? value) => Task.FromResult(writer + item.Length + items.Length + (value ?? 0));")]
    [InlineData("private Task<int> GetCoreAsync(int @class, string @await, int @field, int @record) => Task.FromResult(@class + @await.Length + @field + @record);")]
    [InlineData("private Task<int> GetCoreAsync(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j) => Task.FromResult(a + b + c + d + e + f + g + h + i + j);")]
    [InlineData("private Task<int> GetCoreAsync(int id) => Task.FromResult(id); [Cached(Ttl = \"1s\")] private Task<int> GetCoreAsync(string id) => Task.FromResult(id.Length); [Cached(Ttl = \"1s\")] private Task<int> GetCore(long id) => Task.FromResult((int)id);")]
    [InlineData("private Task<int> GetCoreAsync(int id) => Task.FromResult(id); private static int GetMethod => 1; public int Use() => GetMethod;")]
    [InlineData("private Task<int> GetCoreAsync(int id, [NotKey] object trace) => Task.FromResult(id + trace.GetHashCode());")]
    [InlineData("private Task<int> GetCoreAsync([NotKey] Action<int> progress, int id, CancellationToken ct = default) => Task.FromResult(id);")]
    [InlineData("private Task<int> GetCoreAsync(string a, DayOfWeek day, DayOfWeek? maybe, Guid g, DateTime t, DateTimeOffset o, TimeSpan s, DateOnly d, TimeOnly y, decimal m, double n, float f, char c, bool b, nint i, nuint u, ulong l) => Task.FromResult(1);")]
    [InlineData("private Task<int> GetCoreAsync(List<string?>? a, IReadOnlyList<int?> b, IReadOnlyCollection<DayOfWeek> c, int[][] d, global::System.Collections.Immutable.ImmutableArray<Guid> e) => Task.FromResult(1);")]
    [InlineData("internal protected Task<int> GetCoreAsync(int id) => Task.FromResult(id);")]
    [InlineData("protected async Task<int> GetCoreAsync(int id) => await Task.FromResult(id);")]
    [InlineData("#nullable disable\n private Task<string> GetCoreAsync(string id = null) => Task.FromResult(id);\n#nullable restore\n")]
    [InlineData("private Task<string> GetCoreAsync(string id = null!) => Task.FromResult(id);")]
    [InlineData("private partial Task<int> GetCoreAsync(int id); private partial Task<int> GetCoreAsync(int id) => Task.FromResult(id);")]
    [InlineData("private static Task<int> GetCoreAsync(int id) => Task.FromResult(id); private static readonly KvClient s_kv = new MemoryKvClient();")]
    [InlineData("private static Task<int> GetCoreAsync() => Task.FromResult(1); private static readonly KvClient s_kv = new MemoryKvClient();")]
    [InlineData("private static Task<int> GetCoreAsync(int s_kv) => Task.FromResult(s_kv); private static readonly KvClient s_kv = new MemoryKvClient();")]
    [InlineData("private Task<int> GetCoreAsync(int _kv) => Task.FromResult(_kv);")]
    [InlineData("private Task<int> GetCoreAsync<T>(int id) where T : class?, IComparable<T>, new() => Task.FromResult(id);")]
    [InlineData("private Task<int> GetCoreAsync<TCache, CacheKey, T3>(int id) where TCache : unmanaged where CacheKey : notnull where T3 : struct, Enum => Task.FromResult(id);")]
    [InlineData("private Task<int> GetCoreAsync<T>(T id, string other) where T : struct, IFormattable => Task.FromResult(id.GetHashCode());", "{id:G}:{other}")]
    [InlineData("[Obsolete(\"gone \\\"soon\\\"\", false)] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);")]
    [InlineData("private Task<int> GetCoreAsync([global::System.Runtime.InteropServices.Optional, global::System.Runtime.CompilerServices.DateTimeConstant(5L)] DateTime t, [global::System.Runtime.InteropServices.Optional] int x) => Task.FromResult(x);")]
    [InlineData("private Task<int> GetCoreAsync(IReadOnlyList<int> ids, [NotKey] params object?[] trace) => Task.FromResult(ids.Count + trace.Length);")]
    [InlineData("[Obsolete] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);")]
    [InlineData("[global::System.Diagnostics.CodeAnalysis.Experimental(\"X1\")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);")]
    [InlineData("private Task<int> GetCoreAsync(int id, [global::System.Runtime.CompilerServices.CallerMemberName] string caller = \"\") => Task.FromResult(id + caller.Length);")]
    [InlineData("private Task<Nested> GetCoreAsync(int id) => Task.FromResult(new Nested(id)); internal sealed record Nested(int Id);")]
    public void Method(string code, string? template = null) =>
        GeneratorRun.Of($$"""
            namespace A;
            public partial class C
            {
                private readonly KvClient _kv = new MemoryKvClient();
                [Cached({{(template is null ? "" : $"\"{template}\", ")}}Ttl = "5m")]
                {{code}}
            }
            """);

    [Theory]
    [InlineData("private Task PayCoreAsync(string id, decimal amount)")]
    [InlineData("private ValueTask PayCoreAsync(string id, decimal amount, CancellationToken ct)")]
    [InlineData("private Task<int> PayCoreAsync(string id, List<string?>? amount)")]
    [InlineData("private ValueTask<string?> PayCoreAsync(string id, string? amount, CancellationToken ct = default)")]
    [InlineData("private Task<IdempotentResult<string>> PayCoreAsync(string id, DateTime amount, CancellationToken ct = default)")]
    [InlineData("private ValueTask<IdempotentResult<int?>> PayCoreAsync(string id, [NotKey] object amount)")]
    public void Idempotent_and_limited_methods_nest(string head)
    {
        const string limited = """[RateLimited("pay:{id}", Limit = 3, Window = "1m")]""";
        const string idempotent = """[Idempotent("pay:{id}", Ttl = "1d", InFlight = InFlightBehavior.Reject, OnUnavailable = IdempotencyUnavailable.Run)]""";
        foreach (var attributes in (string[])[limited, idempotent, limited + idempotent, idempotent + limited])
        {
            GeneratorRun.Of($$"""
                namespace A;
                public partial class C(KvClient kv)
                {
                    {{attributes}}
                    {{head}} => throw new NotSupportedException();
                }
                """);
        }
    }

    [Fact]
    public void All_three_attributes_nest() =>
        GeneratorRun.Of("""
            namespace A;
            public partial class C(KvClient kv)
            {
                [Cached("a:{id}", Ttl = "1m")]
                [Idempotent("b:{id}", Ttl = "1m")]
                [RateLimited("c:{id}", Limit = 3, Window = "1m")]
                private ValueTask<string> AskCoreAsync(string id, CancellationToken ct = default) => new(id);
            }
            """);

    [Fact]
    public void Custom_serializers() =>
        GeneratorRun.Of("""
            namespace A;
            using System.Buffers;
            public sealed class Text<T> : IKvSerializer<T> where T : class
            {
                public void Serialize(IBufferWriter<byte> writer, T value) { }
                public T Deserialize(ReadOnlyMemory<byte> bytes) => null!;
            }
            public sealed class Number : IKvSerializer<int>
            {
                internal Number() { }
                public void Serialize(IBufferWriter<byte> writer, int value) { }
                public int Deserialize(ReadOnlyMemory<byte> bytes) => 0;
            }
            public partial class C<T>(KvClient kv) where T : class
            {
                [Cached("a:{id}", Ttl = "5m", Serializer = typeof(Text<string>))] private Task<string?> ACoreAsync(int id) => throw new NotSupportedException();
                [Cached("b:{id}", Ttl = "5m", Serializer = typeof(Number))] private Task<int?> BCoreAsync(int id) => throw new NotSupportedException();
                [Cached("c:{id}", Ttl = "5m", Serializer = typeof(Text<>))] private Task<T?> CCoreAsync(int id) => throw new NotSupportedException();
                [Idempotent("d:{id}", Ttl = "5m", Serializer = typeof(Number))] private Task<IdempotentResult<int>> DCoreAsync(int id) => throw new NotSupportedException();
            }
            """);

    [Fact]
    public void Static_class_with_extension_methods() =>
        GeneratorRun.Of("""
            namespace A;
            public static partial class C
            {
                public static KvClient Kv { get; set; } = null!;
                [Cached("c:{id}", Ttl = "5m")]
                private static Task<int> LengthCoreAsync(this string id) => Task.FromResult(id.Length);
                public static Task<int> Use() => "x".LengthAsync();
            }
            """);
}
