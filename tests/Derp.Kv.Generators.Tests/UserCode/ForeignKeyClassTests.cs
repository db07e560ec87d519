using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>K6: classes of another assembly as key arguments, whose private state no compiler sees.</summary>
public class ForeignKeyClassTests
{
    private static readonly Library s_models = new("Models", """
        namespace Models;
        public class Request { public string? Region { get; set; } }
        public class Page : Request { public int Number { get; init; } public int Size { get; private set; } = 20; public override string ToString() => ""; }
        public sealed class Session { private int _count; public string? User { get; set; } public void Touch() => _count++; public int Count() => _count; }
        public record Base(int Id);
        public sealed record Derived(int Id) : Base(Id) { public new int Id { get; init; } = Id; }
        """);

    [Fact]
    public async Task K6_Properties_alone_are_taken_for_data() =>
        Assert.Equal("page:(eu,2,20,) hiding:(1,2,)", await CompiledCode.RunAsync<string>(
            """
            using Models;
            public sealed partial class C(KvClient kv)
            {
                [Cached("page:{page}", Ttl = "1m")] private Task<int> PageCoreAsync(Page page) => Task.FromResult(1);
                [Cached("hiding:{value}", Ttl = "1m")] private Task<int> HidingCoreAsync(Derived value) => Task.FromResult(1);
            }
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    await new C(kv).PageAsync(new() { Region = "eu", Number = 2 });
                    await new C(kv).HidingAsync(new(1) { Id = 2 });
                    var keys = new List<string>();
                    await foreach (var key in kv.ScanAsync())
                        keys.Add(System.Text.Encoding.UTF8.GetString(key));
                    keys.Sort(StringComparer.Ordinal);
                    keys.Reverse();
                    return string.Join(' ', keys);
                }
            }
            """,
            null,
            s_models));

    [Fact]
    public void K6_What_has_methods_may_have_state_behind_them() => Refusal.VerifyFile(
        "DKV0016",
        "'session' of type 'Session' cannot be part of a key: it has no text of its own; name one of its properties in the template, give a format, {name:format}, or mark the parameter [NotKey] if it does not change the answer",
        """
        public partial class C(KvClient kv)
        {
            [Cached([|"x:{session}"|], Ttl = "1m")] private Task<int> GetCoreAsync(Models.Session session) => Task.FromResult(1);
            NEIGHBOUR
        }
        """,
        change: c => c.AddReferences(s_models.Reference));
}
