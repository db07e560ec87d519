using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>Clients, bodies and wrappers that come from a base class or an interface.</summary>
public class InheritanceTests
{
    private const string Bases = """
        namespace Lib;
        public abstract class Base(KvClient kv) { protected readonly KvClient Kv = kv; private readonly KvClient _own = kv; internal KvClient Inner = kv; private protected KvClient Family => _own; }
        public abstract class Base<T>(T kv) where T : KvClient { protected T Kv { get; } = kv; }
        public abstract class Static { protected static KvClient Kv { get; set; } = new MemoryKvClient(); }
        public abstract class Old { protected KvClient? Kv; public virtual Task<int> GetAsync(int id) => Task.FromResult(id); }
        """;

    [Theory]
    [InlineData("public partial class C(KvClient kv) : Lib.Base(kv)", "")]
    [InlineData("public partial class C(MemoryKvClient kv) : Lib.Base<MemoryKvClient>(kv)", "")]
    [InlineData("public partial class C<T>(T kv) : Lib.Base<T>(kv) where T : KvClient", "")]
    [InlineData("public partial class C : Lib.Static", "static ")]
    [InlineData("public abstract class B(KvClient kv) : Lib.Base(kv); public sealed partial class C(KvClient kv) : B(kv)", "")]
    public void Client_of_a_base_class_in_another_assembly(string head, string modifier) =>
        GeneratorRun.Of(
            [$$"""{{head}} { [Cached("c:{Kv}", Ttl = "5m")] private {{modifier}}Task<int> GetCoreAsync(int Kv) => Task.FromResult(Kv); }"""],
            change: c => c.AddReferences(new Library("Lib", Bases).Reference));

    [Fact]
    public void Wrapper_that_overrides_a_method_of_another_assembly() =>
        GeneratorRun.Of(
            ["""public partial class C : Lib.Old { public override partial Task<int> GetAsync(int id); [Cached(Ttl = "5m")] private Task<int> GetCoreAsync(int id) => base.GetAsync(id); }"""],
            change: c => c.AddReferences(new Library("Lib", Bases).Reference));

    [Theory]
    [InlineData("public sealed override")]
    [InlineData("protected new")]
    public void Body_of_every_kind(string modifiers) =>
        GeneratorRun.Of($$"""
            public abstract class B { {{(modifiers.Contains("override", StringComparison.Ordinal) ? "public abstract" : "protected")}} Task<int> GetCoreAsync(int id){{(modifiers.Contains("override", StringComparison.Ordinal) ? ";" : " => Task.FromResult(id);")}} }
            public abstract partial class C(KvClient kv) : B
            {
                [Cached(Ttl = "5m")]
                {{modifiers}} Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            }
            """);

    // K10: the way to have both, as the bodies cannot be overridden themselves.
    [Fact]
    public async Task Wrappers_of_two_types_override_one_method_and_serve_an_interface() =>
        Assert.Equal("charged 1, charged 1, refunded 1, charged 2", await CompiledCode.RunAsync<string>("""
            public interface IProvider { Task<string> PayAsync(int id); }
            public abstract class Provider : IProvider { public abstract Task<string> PayAsync(int id); }
            public sealed partial class Charges(KvClient kv) : Provider
            {
                private int _runs;
                public override partial Task<string> PayAsync(int id);
                [Cached("charge:{id}", Ttl = "5m")]
                private Task<string> PayCoreAsync(int id) => Task.FromResult($"charged {++_runs}");
            }
            public sealed partial class Refunds(KvClient kv) : Provider
            {
                private int _runs;
                public override partial Task<string> PayAsync(int id);
                [Cached("refund:{id}", Ttl = "5m")]
                private Task<string> PayCoreAsync(int id) => Task.FromResult($"refunded {++_runs}");
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var charges = new Charges(kv);
                    IProvider provider = charges;
                    var text = $"{await provider.PayAsync(1)}, {await provider.PayAsync(1)}, {await new Refunds(kv).PayAsync(1)}";
                    await charges.InvalidatePayAsync(1);
                    return $"{text}, {await provider.PayAsync(1)}";
                }
            }
            """));
}
