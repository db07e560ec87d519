using Derp.Kv.Generators.Tests.Harness;

namespace Derp.Kv.Generators.Tests.UserCode;

/// <summary>K11: a result of a type derived from the declared one comes whole, at the first call and at every other.</summary>
public class DerivedResultTests
{
    private const string Zoo = """
        public record Animal(string Name);
        public record Dog(string Name, string Breed) : Animal(Name);
        public sealed partial class Zoo(KvClient kv)
        {
            public int Runs { get; private set; }

            [Cached("one:{name}", Ttl = "1m")]
            private Task<Animal> OneCoreAsync(string name) { Runs++; return Task.FromResult<Animal>(new Dog(name, "collie")); }

            [Cached("all:{name}", Ttl = "1m")]
            private Task<List<Animal>> AllCoreAsync(string name) { Runs++; return Task.FromResult<List<Animal>>([new Animal("cat"), new Dog(name, "collie")]); }

            [Idempotent("buy:{name}", Ttl = "1h")]
            private Task<Animal> BuyCoreAsync(string name) { Runs++; return Task.FromResult<Animal>(new Dog(name, "collie")); }
        }
        """;

    [Theory]
    [InlineData("$\"{await zoo.OneAsync(\"rex\")} {await zoo.OneAsync(\"rex\")} {zoo.Runs}\"", "Dog { Name = rex, Breed = collie } Dog { Name = rex, Breed = collie } 2")]
    [InlineData("$\"{(await zoo.AllAsync(\"rex\"))[1]} {(await zoo.AllAsync(\"rex\"))[1]} {zoo.Runs}\"", "Dog { Name = rex, Breed = collie } Dog { Name = rex, Breed = collie } 2")]
    public async Task K11_Of_a_cached_method_it_is_returned_and_not_stored(string calls, string expected) =>
        Assert.Equal(expected, await CompiledCode.RunAsync<string>(Zoo + $$"""
            public static class Program
            {
                public static async Task<string> Main(KvClient kv) { var zoo = new Zoo(kv); return {{calls}}; }
            }
            """));

    // I26
    [Fact]
    public async Task K11_Of_an_idempotent_method_it_is_returned_once_and_not_run_again() =>
        Assert.Equal("Dog { Name = rex, Breed = collie } KvSerializationException 1", await CompiledCode.RunAsync<string>(Zoo + """
            public static class Program
            {
                public static async Task<string> Main(KvClient kv)
                {
                    var zoo = new Zoo(kv);
                    var first = await zoo.BuyAsync("rex");
                    try { return $"{first} {await zoo.BuyAsync("rex")} {zoo.Runs}"; }
                    catch (Exception e) { return $"{first} {e.GetType().Name} {zoo.Runs}"; }
                }
            }
            """));
}
