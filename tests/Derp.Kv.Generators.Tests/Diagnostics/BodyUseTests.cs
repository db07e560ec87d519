using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Derp.Kv.Generators.Tests.Diagnostics;

public class BodyUseTests
{
    private const string Message = "'GetCoreAsync' is used without its wrapper, and so without [Cached]; use 'GetAsync'";

    private static string With(string member, string modifiers = "private") => $$"""
        public partial class C(KvClient kv)
        {
            [Cached("x:{id}", Ttl = "1m")] {{modifiers}} Task<int> GetCoreAsync(int id) => Task.FromResult(id);
            {{member}}
        }
        """;

    [Theory]
    [InlineData("public Task<int> M() => [|GetCoreAsync|](1);")]
    [InlineData("public Task<int> M() => this.[|GetCoreAsync|](1);")]
    [InlineData("public Task<int>? M(C? other) => other?.[|GetCoreAsync|](1);")]
    [InlineData("public Func<int, Task<int>> M() => [|GetCoreAsync|];")]
    [InlineData("public Func<int, Task<int>> M() => new([|GetCoreAsync|]);")]
    [InlineData("public Func<Task<int>> M() => () => [|GetCoreAsync|](1);")]
    [InlineData("public async Task<int> M() { return await Local(); async Task<int> Local() => await [|GetCoreAsync|](1) + await [|GetCoreAsync|](2); }")]
    [InlineData("public Task<int> P => [|GetCoreAsync|](1);")]
    [InlineData("""[Cached("y:{id}", Ttl = "1m")] private Task<int> OtherCoreAsync(int id) => [|GetCoreAsync|](id);""")]
    public void Use_of_the_body(string member) => Advice.Verify("DKV0050", Message, With(member));

    [Fact]
    public void Use_from_another_type() => Advice.Verify("DKV0050", Message, With("", "internal") + "public class D { public Task<int> M(C c) => c.[|GetCoreAsync|](1); }");

    [Fact]
    public void Use_of_a_generic_body() => Advice.Verify(
        "DKV0050",
        "'SendCoreAsync' is used without its wrapper, and so without [RateLimited] and [Idempotent]; use 'Once'",
        """
        public partial class C(KvClient kv)
        {
            [Idempotent("x:{id}", Ttl = "1m", Name = "Once")]
            [RateLimited("x:{id}", Limit = 1, Window = "1m")]
            private Task SendCoreAsync<T>(int id) => Task.FromResult(typeof(T).Name + id);
            public Task M() => [|SendCoreAsync<string>|](1);
        }
        """);

    [Theory]
    [InlineData("public static Task<int> M() => \"x\".[|GetCoreAsync|]();")]
    [InlineData("public static Task<int> M() => [|GetCoreAsync|](\"x\");")]
    [InlineData("public static Func<Task<int>> M() => \"x\".[|GetCoreAsync|];")]
    [InlineData("public static Func<string, Task<int>> M() => [|GetCoreAsync|];")]
    public void Use_of_a_static_extension_body(string use) => Advice.Verify(
        "DKV0050",
        "'GetCoreAsync' is used without its wrapper, and so without [Cached]; use 'GetAsync'",
        $$"""
        public static partial class C
        {
            private static readonly KvClient s_kv = new MemoryKvClient();
            [Cached(Ttl = "1m")] private static Task<int> GetCoreAsync(this string id) => Task.FromResult(id.Length);
            {{use}}
        }
        """);

    [Fact]
    public void Use_of_a_body_in_a_constructed_type() => Advice.Verify(
        "DKV0050",
        Message,
        """
        public partial class C<T>(KvClient kv)
        {
            [Cached(Ttl = "1m")] internal Task<int> GetCoreAsync(int id) => Task.FromResult(id);
        }
        public class D { public Task<int> M(C<string> c) => c.[|GetCoreAsync|](1); }
        """);

    [Theory]
    [InlineData("public Task<int> M() => GetAsync(1);")]
    [InlineData("public string M() => nameof(GetCoreAsync) + nameof(C.GetCoreAsync);")]
    [InlineData("""[Cached("y:{id}", Ttl = "1m")] private Task<int> OtherCoreAsync(int id) => id == 0 ? Task.FromResult(0) : OtherCoreAsync(id - 1);""")]
    [InlineData("""[Cached("y:{id}", Ttl = "1m")] private Task<int> OtherCoreAsync(int id) { return Local(); Task<int> Local() => OtherCoreAsync(id - 1); }""")]
    [InlineData("public Task<int> M(int id) => PlainCoreAsync(id); private static Task<int> PlainCoreAsync(int id) => Task.FromResult(id);")]
    public void No_use_past_the_wrapper(string member) => Advice.VerifyNone("DKV0050", With(member));

    [Fact]
    public void Body_without_wrapper_is_only_refused()
    {
        var run = GeneratorRun.Unchecked(TestCompilation.Create(["""
            public class C(KvClient kv)
            {
                [Cached(Ttl = "1m")] internal Task<int> GetCoreAsync(int id) => Task.FromResult(id);
                public Task<int> M() => GetCoreAsync(1);
            }
            """]));
        Assert.Equal("DKV0002", Assert.Single(run.Findings()).Id);
    }

    [Fact]
    public void Use_of_a_body_in_another_assembly()
    {
        var library = GeneratorRun.Of(With("", "public")).Output;
        using var image = new MemoryStream();
        Assert.True(library.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Success);
        var user = TestCompilation.Create(["public class D { public Task<int> M(C c) => c.GetCoreAsync(1); }"], assemblyName: "Other")
            .AddReferences(MetadataReference.CreateFromImage(image.ToArray()));
        Assert.Equal("DKV0050", Assert.Single(GeneratorRun.Unchecked(user).Findings()).Id);
    }
}
