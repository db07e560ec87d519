using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

public class BodyAccessibilityTests
{
    private static string Body(string modifiers, string bases = "", string more = "") => $$"""
        public interface I { Task<int> GetCoreAsync(int id); }
        public abstract class Base { public virtual Task<int> GetCoreAsync(int id) => Task.FromResult(0); }
        public partial class C {{bases}}
        {
            private readonly KvClient _kv = new MemoryKvClient();
            {{more}}
            [Cached("x:{id}", Ttl = "1m")] {{modifiers}} Task<int> [|GetCoreAsync|](int id) => Task.FromResult(id);
        }
        """;

    [Theory]
    [InlineData("public", "private")]
    [InlineData("internal", "private")]
    [InlineData("protected", "private")]
    [InlineData("protected internal", "private")]
    [InlineData("private protected", "private")]
    public void Body_that_others_see(string modifiers, string wanted) => Advice.Verify(
        "DKV0051",
        $"'GetCoreAsync' should be {wanted}, so that other types cannot bypass its wrapper 'GetAsync'",
        Body(modifiers));

    [Fact]
    public void Partial_body_is_reported_once() => Advice.Verify(
        "DKV0051",
        "'GetCoreAsync' should be private, so that other types cannot bypass its wrapper 'GetAsync'",
        """
        public partial class C(KvClient kv)
        {
            [Cached(Ttl = "1m")] internal partial Task<int> [|GetCoreAsync|](int id);
            internal partial Task<int> GetCoreAsync(int id) => Task.FromResult(id);
        }
        """);

    [Theory]
    [InlineData("private", "")]
    [InlineData("", "")]
    [InlineData("public sealed override", ": Base")]
    [InlineData("public", ": I")]
    public void Body_whose_accessibility_is_right(string modifiers, string bases) =>
        Advice.VerifyNone("DKV0051", Body(modifiers, bases).Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));

    [Fact]
    public void Overload_of_an_interface_member_is_not_exempt() => Advice.Verify(
        "DKV0051",
        "'GetCoreAsync' should be private, so that other types cannot bypass its wrapper 'GetAsync'",
        Body("public", ": I", "Task<int> I.GetCoreAsync(int id) => Task.FromResult(id);"));
}
