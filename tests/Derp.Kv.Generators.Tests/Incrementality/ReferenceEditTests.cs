namespace Derp.Kv.Generators.Tests.Incrementality;

/// <summary>G1: what a method names in another file is read again when it changes there, also if it was unknown before.</summary>
public class ReferenceEditTests
{
    private const string Methods = """
        namespace Shop;
        public partial class Editor(KvClient kv)
        {
            [Cached("e:{id}", Ttl = "1m", Tags = ["Catalog.InvalidateAllAsync"])] private Task<int> ReadCoreAsync(int id) => Task.FromResult(id);
            [Invalidates<Catalog>("GetAsync")] private Task WriteCoreAsync(int id) => Task.CompletedTask;
        }
        """;

    private const string Target = """
        namespace Shop;
        public partial class Catalog(KvClient kv)
        {
            [CacheTag("all:{id}")] public partial ValueTask InvalidateAllAsync(int id);
            [Cached("g:{id}", Ttl = "1m")] private Task<int> GetCoreAsync(int id) => Task.FromResult(id);
        }
        """;

    [Theory]
    [InlineData("all:{id}", "any:{id}")]
    [InlineData("InvalidateAllAsync(int id)", "InvalidateAllAsync(long id)")]
    [InlineData("Ttl = \"1m\"", "Ttl = \"2m\"")]
    [InlineData("GetCoreAsync(int id)", "GetCoreAsync(long id)")]
    [InlineData("GetCoreAsync", "FindCoreAsync")]
    [InlineData("public partial class Catalog", "public partial class Other")]
    public void Edit_in_another_file(string before, string after)
    {
        var project = new EditedProject();
        foreach (var target in (string[])[Target, Target.Replace(before, after, StringComparison.Ordinal), "", Target])
        {
            project.Become([Methods, target]);
            var (edited, fresh) = project.Generate(TestContext.Current.CancellationToken);
            Assert.Equal(fresh, edited);
        }
    }
}
