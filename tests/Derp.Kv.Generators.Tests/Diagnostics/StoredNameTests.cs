using System.Globalization;
using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.Diagnostics;

/// <summary>K10: a name in the store is one type's.</summary>
public class StoredNameTests
{
    [Theory]
    [InlineData("[KvName([|\"\"|])] public class A;", "\"\" cannot be the stored name of 'A': it is empty")]
    [InlineData("[KvName(\"a\")] public class A; namespace N { [KvName([|\"a\"|])] public struct B; }", "\"a\" cannot be the stored name of 'B': it is that of 'A'")]
    [InlineData("public class A; [KvName([|\"A\"|])] public enum B { X }", "\"A\" cannot be the stored name of 'B': it is that of 'A'")]
    public void Name_of_two_types_or_none_is_refused(string source, string message) => Refusal.VerifyFile("DKV0031", message, source);

    [Theory]
    [InlineData("[KvName(\"a\")] public class A; [KvName(\"b\")] public interface B;")]
    [InlineData("namespace N { [KvName(\"N.A\")] public class A; }")]
    [InlineData("[KvName(\"Old\")] public partial record A; public partial record A;")]
    public void Name_of_one_type(string source) => Assert.Empty(GeneratorRun.Of(source).Findings().Select(f => f.GetMessage(CultureInfo.InvariantCulture)));
}
