using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

// G6
public class SettingRefusalTests
{
    private static void Cached(string id, string message, string settings) => Refusal.Verify(
        id, message, $"[Cached({settings})] private Task<int> GetCoreAsync(int id) => throw new NotSupportedException();");

    private static void Idempotent(string id, string message, string settings) => Refusal.Verify(
        id, message, $$"""[Idempotent("x:{id}", {{settings}})] private Task<int> GetCoreAsync(int id) => throw new NotSupportedException();""");

    private static void Limited(string id, string message, string settings) => Refusal.Verify(
        id, message, $$"""[RateLimited("x:{id}", {{settings}})] private Task<int> GetCoreAsync(int id) => throw new NotSupportedException();""");

    [Theory]
    [InlineData("", "is empty; write a number and a unit, such as \"30s\" or \"1h30m\"")]
    [InlineData("5", "ends without a unit; the units are d, h, m, s and ms")]
    [InlineData("m", "needs a whole number before each unit, such as \"30s\" or \"1h30m\"")]
    [InlineData("-5m", "needs a whole number before each unit, such as \"30s\" or \"1h30m\"")]
    [InlineData("5 m", "has the unknown unit \" m\"; the units are d, h, m, s and ms")]
    [InlineData("5M", "has the unknown unit \"M\"; the units are d, h, m, s and ms")]
    [InlineData("1.5h", "has the unknown unit \".\"; the units are d, h, m, s and ms")]
    [InlineData("٣m", "needs a whole number before each unit, such as \"30s\" or \"1h30m\"")]
    [InlineData("5m1h", "must name each unit once, from the largest to the smallest: d, h, m, s, ms")]
    [InlineData("5m5m", "must name each unit once, from the largest to the smallest: d, h, m, s, ms")]
    [InlineData("0s", "must be longer than zero")]
    [InlineData("0d0ms", "must be longer than zero")]
    [InlineData("365001d", "is longer than 365000 days")]
    [InlineData("365000d1ms", "is longer than 365000 days")]
    [InlineData("99999999999999999999999999s", "is longer than 365000 days")]
    public void Duration(string text, string problem)
    {
        Cached("DKV0019", $"Ttl = \"{text}\" {problem}", $"Ttl = [|\"{text}\"|]");
        Cached("DKV0019", $"LockTtl = \"{text}\" {problem}", $"Ttl = \"1m\", LockTtl = [|\"{text}\"|]");
    }

    [Theory]
    [InlineData("1ms")]
    [InlineData("2ms")]
    [InlineData("9ms")]
    public void Leases_and_claims_live_ten_milliseconds_or_longer(string text)
    {
        Cached("DKV0019", $"LockTtl = \"{text}\" must be 10 ms or longer", $"Ttl = \"1m\", LockTtl = [|\"{text}\"|]");
        Idempotent("DKV0019", $"LockTtl = \"{text}\" must be 10 ms or longer", $"Ttl = \"1m\", LockTtl = [|\"{text}\"|]");
    }

    [Theory]
    [InlineData("0s", "must be longer than zero")]
    [InlineData("soon", "needs a whole number before each unit, such as \"30s\" or \"1h30m\"")]
    public void C19_A_WaitTimeout_is_a_duration(string text, string problem) =>
        Cached("DKV0019", $"WaitTimeout = \"{text}\" {problem}", $"Ttl = \"1m\", WaitTimeout = [|\"{text}\"|]");

    [Theory]
    [InlineData("WaitTimeout = \"1500ms\"", "WaitTimeout = global::System.TimeSpan.FromMilliseconds(1500)")]
    [InlineData("LockTtl = \"10ms\"", "LockTtl = global::System.TimeSpan.FromMilliseconds(10)")]
    [InlineData("WaitTimeout = null", null)]
    public void C19_A_WaitTimeout_is_part_of_the_policy(string setting, string? expected)
    {
        var text = GeneratorRun.Of($$"""public partial class C(KvClient kv) { [Cached(Ttl = "1m", {{setting}})] private Task<int> GetCoreAsync(int id) => Task.FromResult(id); }""").Text("C.g.cs");
        if (expected is null)
            Assert.DoesNotContain("WaitTimeout", text, StringComparison.Ordinal);
        else
            Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DKV0033", "1m", "0s", "must be 50 ms or longer")]
    [InlineData("DKV0033", "1m", "49ms", "must be 50 ms or longer")]
    [InlineData("DKV0033", "1m", "30001ms", "must be at most half of Ttl = \"1m\"")]
    [InlineData("DKV0033", "99ms", "50ms", "must be at most half of Ttl = \"99ms\"")]
    [InlineData("DKV0019", "1m", "soon", "needs a whole number before each unit, such as \"30s\" or \"1h30m\"")]
    [InlineData("DKV0019", "1m", "", "is empty; write a number and a unit, such as \"30s\" or \"1h30m\"")]
    public void N5_Near_is_from_50_ms_to_half_of_Ttl(string id, string ttl, string near, string problem) =>
        Cached(id, $"Near = \"{near}\" {problem}", $"Ttl = \"{ttl}\", Near = [|\"{near}\"|]");

    [Theory]
    [InlineData("Near = \"50ms\"", "Near = global::System.TimeSpan.FromMilliseconds(50)")]
    [InlineData("Near = \"30s\"", "Near = global::System.TimeSpan.FromSeconds(30)")]
    [InlineData("Near = null", null)]
    public void N5_Near_is_part_of_the_policy(string setting, string? expected)
    {
        var text = GeneratorRun.Of($$"""public partial class C(KvClient kv) { [Cached(Ttl = "1m", {{setting}})] private Task<int> GetCoreAsync(int id) => Task.FromResult(id); }""").Text("C.g.cs");
        Assert.Equal(expected is not null, text.Contains("Near", StringComparison.Ordinal));
        if (expected is not null)
            Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("250ms", "FromMilliseconds(250)")]
    [InlineData("30s", "FromSeconds(30)")]
    [InlineData("5m", "FromMinutes(5)")]
    [InlineData("1h30m", "FromMinutes(90)")]
    [InlineData("7d", "FromDays(7)")]
    [InlineData("1d1h1m1s1ms", "FromMilliseconds(90061001)")]
    [InlineData("365000d", "FromDays(365000)")]
    [InlineData("0001500ms", "FromMilliseconds(1500)")]
    [InlineData("120s", "FromMinutes(2)")]
    public void Duration_that_is_right(string text, string expression) =>
        Assert.Contains("." + expression, GeneratorRun.Of($$"""public partial class C(KvClient kv) { [Cached(Ttl = "{{text}}")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id); }""").Text("C.g.cs"), StringComparison.Ordinal);

    [Fact]
    public void Window_over_a_year() => Limited("DKV0019", "Window = \"366d\" must be at most 365 days", "Limit = 5, Window = [|\"366d\"|]");

    [Fact]
    public void Wait_may_be_zero() =>
        GeneratorRun.Of("""public partial class C(KvClient kv) { [Idempotent("x:{id}", Ttl = "1d", WaitTimeout = "0s")] private Task GetCoreAsync(int id) => Task.Delay(id); }""");

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("101%")]
    [InlineData("-1%")]
    [InlineData("1.5%")]
    [InlineData(" 5%")]
    public void Jitter(string text) => Cached("DKV0020", $"Jitter = \"{text}\" must be a whole percentage from \"0%\" to \"100%\"", $"Ttl = \"1m\", Jitter = [|\"{text}\"|]");

    [Fact]
    public void Version() => Cached("DKV0021", "Version = -1 must be 0 or more", "Ttl = \"1m\", Version = [|-1|]");

    [Theory]
    [InlineData("StatusCode = [|99|]", "StatusCode = 99 must be 100 to 599")]
    [InlineData("StatusCode = [|600|]", "StatusCode = 600 must be 100 to 599")]
    [InlineData("InFlight = [|(InFlightBehavior)7|]", "InFlight = 7 must be one of Wait, Reject")]
    [InlineData("OnUnavailable = [|(IdempotencyUnavailable)(-1)|]", "OnUnavailable = -1 must be one of Throw, Run")]
    public void Idempotent_settings(string setting, string message) => Idempotent("DKV0021", message, "Ttl = \"1d\", " + setting);

    [Theory]
    [InlineData("Limit = [|0|], Window = \"1m\"", "Limit = 0 must be 1 or more")]
    [InlineData("Limit = [|-5|], Window = \"1m\"", "Limit = -5 must be 1 or more")]
    [InlineData("Limit = 5, Window = \"1m\", Cost = [|0|]", "Cost = 0 must be 1 to 5")]
    [InlineData("Limit = 5, Window = \"1m\", Cost = [|6|]", "Cost = 6 must be 1 to 5")]
    [InlineData("Limit = 5, Window = \"1m\", Burst = [|3|]", "Burst = 3 must be left out: only a TokenBucket has a burst")]
    [InlineData("Limit = 5, Window = \"1m\", Algorithm = RateLimitAlgorithm.TokenBucket, Burst = [|6|]", "Burst = 6 must be 0 to 5")]
    [InlineData("Limit = 5, Window = \"1m\", Algorithm = RateLimitAlgorithm.TokenBucket, Burst = [|-1|]", "Burst = -1 must be 0 to 5")]
    [InlineData("Limit = 5, Window = \"1m\", Algorithm = RateLimitAlgorithm.TokenBucket, Burst = 2, Cost = [|3|]", "Cost = 3 must be 1 to 2")]
    [InlineData("Limit = 5, Window = \"1m\", Algorithm = [|(RateLimitAlgorithm)3|]", "Algorithm = 3 must be one of FixedWindow, SlidingWindow, TokenBucket")]
    [InlineData("Limit = 5, Window = \"1m\", PermitBatch = [|0|]", "PermitBatch = 0 must be 1 to 5")]
    [InlineData("Limit = 5, Window = \"1m\", PermitBatch = [|6|]", "PermitBatch = 6 must be 1 to 5")]
    [InlineData("Limit = 9, Window = \"1m\", Cost = 3, PermitBatch = [|2|]", "PermitBatch = 2 must be 3 to 9")]
    [InlineData("Limit = [|long.MaxValue|], Window = \"1m\"", "Limit = 9223372036854775807 must be at most 150117485620 for this window")]
    [InlineData("Limit = [|1001|], Window = \"1ms\", Algorithm = RateLimitAlgorithm.TokenBucket", "Limit = 1001 must be at most 1000 for this window and a token bucket")]
    public void Limiter_settings(string settings, string message) => Limited("DKV0021", message, settings);

    [Theory]
    [InlineData("Uri", "it does not implement IKvSerializer<int>")]
    [InlineData("Wrong", "it does not implement IKvSerializer<int>")]
    [InlineData("Hidden", "it has no accessible constructor without parameters")]
    [InlineData("Abstract", "it is abstract")]
    [InlineData("Open<>", "it needs as many type arguments as there are type parameters in the result")]
    public void Serializer(string type, string reason) => Refusal.VerifyFile(
        "DKV0022",
        $"'{type.TrimEnd('<', '>')}' cannot be the serializer: {reason}",
        $$"""
        namespace A;
        public abstract class Of<T> : IKvSerializer<T>
        {
            public void Serialize(System.Buffers.IBufferWriter<byte> writer, T value) { }
            public T Deserialize(ReadOnlyMemory<byte> bytes) => default!;
        }
        public sealed class Wrong : Of<string>;
        public sealed class Hidden : Of<int> { private Hidden() { } }
        public abstract class Abstract : Of<int>;
        public sealed class Open<T> : Of<T>;
        public partial class C(KvClient kv)
        {
            [Cached(Ttl = "1m", Serializer = [|typeof({{type}})|])] private Task<int?> GetCoreAsync(int id) => throw new NotSupportedException();
            NEIGHBOUR
        }
        """);

    [Fact]
    public void Serializer_of_the_type() => Refusal.VerifyFile(
        "DKV0022",
        "'Wrong' cannot be the serializer: it does not implement IKvSerializer<Money>",
        """
        namespace A;
        [KvSerializer(typeof(Wrong))] public readonly record struct Money(int Cents);
        public sealed class Wrong : IKvSerializer<string>
        {
            public void Serialize(System.Buffers.IBufferWriter<byte> writer, string value) { }
            public string Deserialize(ReadOnlyMemory<byte> bytes) => "";
        }
        public partial class C(KvClient kv)
        {
            [Cached(Ttl = "1m")] private Task<Money?> [|GetCoreAsync|](int id) => throw new NotSupportedException();
            NEIGHBOUR
        }
        """);

    [Fact]
    public void Result_with_type_parameter() => Refusal.Verify(
        "DKV0023",
        "The result of 'GetCoreAsync' contains a type parameter, for which no serializer can be generated; set Serializer",
        "[Cached(Ttl = \"1m\")] private Task<List<T>> [|GetCoreAsync|]<T>(int id) => throw new NotSupportedException();");

    [Fact]
    public void Fingerprint_with_type_parameter() => Refusal.Verify(
        "DKV0023",
        "Parameter 'body' is part of the fingerprint, and cannot be: its type contains a type parameter, for which no serializer can be generated; mark it [NotKey] if calls that differ only in it are the same operation",
        "[Idempotent(\"x:{id}\", Ttl = \"1m\")] private Task GetCoreAsync<T>(int id, T [|body|]) => throw new NotSupportedException();");
}
