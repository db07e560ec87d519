using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>G5: optional parameters. The wrapper's default is the body's.</summary>
public class DefaultValueTests
{
    [Theory]
    [InlineData("int", "-1")]
    [InlineData("long", "long.MinValue")]
    [InlineData("ulong", "ulong.MaxValue")]
    [InlineData("byte", "200")]
    [InlineData("double", "-1.5")]
    [InlineData("double", "double.NaN")]
    [InlineData("double", "double.NegativeInfinity")]
    [InlineData("double", "1e300")]
    [InlineData("float", "0.1f")]
    [InlineData("float", "-0f")]
    [InlineData("decimal", "-1.50m")]
    [InlineData("decimal", "79228162514264337593543950335m")]
    [InlineData("char", "'\\''")]
    [InlineData("char", "'\\uD800'")]
    [InlineData("string", "\"İ \\u0000 \\\\ \\uD800\"")]
    [InlineData("string?", "null")]
    [InlineData("bool", "true")]
    [InlineData("DayOfWeek", "DayOfWeek.Friday")]
    [InlineData("DayOfWeek", "(DayOfWeek)(-1)")]
    [InlineData("DayOfWeek?", "DayOfWeek.Friday")]
    [InlineData("AttributeTargets", "AttributeTargets.Class | AttributeTargets.Enum")]
    [InlineData("int?", "null")]
    [InlineData("int?", "5")]
    [InlineData("Guid", "default")]
    [InlineData("DateTime", "default")]
    [InlineData("nint", "3")]
    [InlineData("sbyte", "-128")]
    [InlineData("short", "-1")]
    [InlineData("ushort", "65535")]
    [InlineData("int", "int.MinValue")]
    [InlineData("uint", "4000000000")]
    [InlineData("nuint", "5")]
    [InlineData("nint?", "null")]
    [InlineData("double", "double.PositiveInfinity")]
    [InlineData("double", "-0.0")]
    [InlineData("double", "double.Epsilon")]
    [InlineData("double?", "0.1")]
    [InlineData("float", "float.NaN")]
    [InlineData("float", "float.NegativeInfinity")]
    [InlineData("float", "float.MaxValue")]
    [InlineData("decimal", "0.10m")]
    [InlineData("decimal?", "null")]
    [InlineData("decimal?", "1.0m")]
    [InlineData("char", "'\\n'")]
    [InlineData("char", "'\\u2028'")]
    [InlineData("char", "'\\\\'")]
    [InlineData("char?", "'x'")]
    [InlineData("string", "\"\"")]
    [InlineData("string", "\"a\\r\\n\\u2028\\u2029\\u0085\\t{0}\\\"\"")]
    [InlineData("string?", "\"😀\"")]
    [InlineData("bool?", "false")]
    [InlineData("AttributeTargets?", "AttributeTargets.All")]
    [InlineData("AttributeTargets", "(AttributeTargets)int.MinValue")]
    [InlineData("Guid?", "null")]
    [InlineData("TimeSpan", "default")]
    [InlineData("(int A, string? B)", "default")]
    [InlineData("(int A, string? B)?", "null")]
    [InlineData("DayOfWeek", "default")]
    [InlineData("Big", "Big.Top")]
    [InlineData("Big", "(Big)7")]
    [InlineData("Small?", "(Small)(-3)")]
    [InlineData("Keyword", "Keyword.@class")]
    public void Default_value_is_the_bodys_own(string type, string value)
    {
        var run = GeneratorRun.Of($$"""
            namespace A;
            public enum Big : ulong { Top = ulong.MaxValue }
            public enum Small : sbyte { Low = -128 }
            public enum Keyword { @int, @class }
            public partial class C(KvClient kv)
            {
                [Cached(Ttl = "5m")]
                public Task<int> GetCoreAsync({{type}} x = {{value}}) => Task.FromResult(x.GetHashCode());
            }
            """.Replace("x.GetHashCode()", "(x as object)?.GetHashCode() ?? 0", StringComparison.Ordinal));

        var c = run.Output.GetTypeByMetadataName("A.C")!;
        var body = c.GetMembers("GetCoreAsync").OfType<Microsoft.CodeAnalysis.IMethodSymbol>().Single().Parameters[0];
        var wrapper = c.GetMembers("GetAsync").OfType<Microsoft.CodeAnalysis.IMethodSymbol>().Single().Parameters[0];
        Assert.Equal(body.ExplicitDefaultValue, wrapper.ExplicitDefaultValue);
    }

    [Theory]
    [InlineData("[Optional] int x", null)]
    [InlineData("[Optional, DefaultParameterValue(7)] int x", 7)]
    [InlineData("[Optional, DefaultParameterValue(\"a\\n\")] string x", "a\n")]
    [InlineData("[Optional, DefaultParameterValue(DayOfWeek.Friday)] DayOfWeek x", 5)]
    [InlineData("[Optional] string? x", null)]
    [InlineData("[Optional] List<int>? x", null)]
    public void Default_by_attribute(string parameter, object? expected)
    {
        var run = GeneratorRun.Of($$"""
            using System.Runtime.InteropServices;
            public partial class C(KvClient kv)
            {
                [Cached(Ttl = "5m")]
                public Task<int> GetCoreAsync({{parameter}}) => Task.FromResult(1);
                public Task<int> Use() => GetAsync();
            }
            """);
        var wrapper = run.Output.GetTypeByMetadataName("C")!.GetMembers("GetAsync").OfType<Microsoft.CodeAnalysis.IMethodSymbol>().Single().Parameters[0];
        Assert.True(wrapper.IsOptional);
        Assert.Equal(expected, wrapper.HasExplicitDefaultValue ? wrapper.ExplicitDefaultValue : null);
    }

    [Fact]
    public async Task Caller_information_is_that_of_the_wrappers_caller() =>
        Assert.Equal("Main 1 + 2 True", await CompiledCode.RunAsync<string>("""
            using System.Runtime.CompilerServices;
            public sealed partial class C(KvClient kv)
            {
                [Cached("c:{id}", Ttl = "5m")]
                private Task<string> GetCoreAsync(
                    int id,
                    [NotKey, CallerMemberName] string member = "",
                    [NotKey, CallerArgumentExpression(nameof(id))] string text = "",
                    [NotKey, CallerLineNumber] int line = 0,
                    [NotKey, CallerFilePath] string? file = null) => Task.FromResult($"{member} {text} {line > 0 && file is not null}");
            }
            public static class Program
            {
                public static Task<string> Main(KvClient kv) => new C(kv).GetAsync(1 + 2);
            }
            """));

    [Fact]
    public async Task Defaults_reach_the_body() =>
        Assert.Equal("NaN -1 Friday \\ud800 1.50 2 0", await CompiledCode.RunAsync<string>("""
            public sealed partial class C(KvClient kv)
            {
                [Cached(Ttl = "5m")]
                private Task<string> GetCoreAsync(double d = double.NaN, int i = -1, DayOfWeek? day = DayOfWeek.Friday, string s = "\ud800", decimal m = 1.50m, int? n = 2, CancellationToken ct = default, params int[] rest) =>
                    Task.FromResult(FormattableString.Invariant($"{d} {i} {day} \\u{(int)s[0]:x4} {m} {n} {rest.Length}"));
            }
            public static class Program
            {
                public static Task<string> Main(KvClient kv) => new C(kv).GetAsync();
            }
            """));
}
