using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>G5: a wrapper is public where its types are.</summary>
public class AccessibilityTests
{
    [Theory]
    [InlineData("public Task<Shown> GetCoreAsync(Shown x)", "Public")]
    [InlineData("private Task<int> GetCoreAsync(string x)", "Public")]
    [InlineData("private Task<int> GetCoreAsync(Hidden x)", "Internal")]
    [InlineData("private Task<List<Hidden>> GetCoreAsync(string x)", "Internal")]
    [InlineData("private Task<int> GetCoreAsync(Own x)", "Private")]
    [InlineData("private Task<int> GetCoreAsync(Family x)", "Protected")]
    [InlineData("private Task<int> GetCoreAsync(Family x, [NotKey] Hidden[] y)", "ProtectedAndInternal")]
    public void Wrapper_is_as_accessible_as_its_types(string head, string expected)
    {
        var run = GeneratorRun.Of($$"""
            namespace A;
            public enum Shown { A }
            internal enum Hidden { A }
            public partial class C(KvClient kv)
            {
                private enum Own { A }
                protected enum Family { A }
                [RateLimited("x:{x}", Limit = 5, Window = "1m")]
                {{head}} => throw new NotSupportedException();
            }
            """.Replace("x:{x}", head.Contains("string", StringComparison.Ordinal) ? "x:{x}" : "y:{x}", StringComparison.Ordinal));
        Assert.Equal(expected, run.Output.GetTypeByMetadataName("A.C")!.GetMembers("GetAsync").Single().DeclaredAccessibility.ToString());
    }
}
