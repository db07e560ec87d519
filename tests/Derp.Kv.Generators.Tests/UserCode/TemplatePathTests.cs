using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>Templates that name properties.</summary>
public class TemplatePathTests
{
    [Fact]
    public void Property_paths() =>
        GeneratorRun.Of("""
            namespace A;
            public record Owner(string? Name, int Age, Owner? Boss, Place Where, Place? Maybe, List<string> Tags);
            public readonly record struct Place(int X, string Y);
            public interface IHasId { int Id { get; } }
            public interface IThing : IHasId;
            public partial class C(KvClient kv)
            {
                [Cached("a:{o.Name}:{o.Age}:{o.Boss.Name}:{o.Boss.Age}:{o.Where.X}:{o.Maybe.X}:{o.Maybe.Y}:{o.Tags}:{t.Id}:{p.Y}:{p.X:D4}:{u.Id}", Ttl = "5m")]
                private Task<int> GetCoreAsync<T>(Owner o, IThing? t, Place p, T u) where T : IHasId => Task.FromResult(1);
            }
            """);
}
