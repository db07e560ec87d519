namespace Derp.Kv.Generators.Tests.Incrementality;

/// <summary>G1: a batch that shares entries follows the edits of the method that it shares them with, also in another file.</summary>
public class BatchEditTests
{
    private const string Batch = """
        namespace Shop;
        public sealed partial class Catalog(KvClient kv)
        {
            [Cached("p:{tenantId}:{id}", Ttl = "1m", SharesWith = nameof(GetAsync))]
            private Task<string?[]> GetManyCoreAsync(int tenantId, [Each] int[] id) => Task.FromResult(new string?[id.Length]);
        }
        """;

    private const string One = """
        namespace Shop;
        partial class Catalog
        {
            [Cached("p:{tenantId}:{id}", Ttl = Times.Short)]
            private Task<string?> GetCoreAsync(int tenantId, int id, [NotKey] Note? note = null) => Task.FromResult<string?>(null);
        }
        """;

    private const string Others = """
        namespace Shop;
        public static class Times { public const string Short = "1m"; }
        public class Note { public int Count { get; set; } }
        """;

    [Theory]
    [InlineData("\"p:{tenantId}:{id}\", Ttl = Times", "\"q:{tenantId}:{id}\", Ttl = Times")]
    [InlineData("Short = \"1m\"", "Short = \"2m\"")]
    [InlineData("Ttl = Times.Short", "Ttl = Times.Short, CacheNulls = false")]
    [InlineData("Ttl = Times.Short", "Ttl = Times.Short, Near = \"1s\"")]
    [InlineData("int tenantId, int id, [NotKey]", "long tenantId, int id, [NotKey]")]
    [InlineData("private Task<string?> Get", "private Task<int?> Get")]
    [InlineData("GetCoreAsync(int tenantId, int id, [NotKey]", "FindCoreAsync(int tenantId, int id, [NotKey]")]
    [InlineData("[Cached(\"p:{tenantId}:{id}\", Ttl = Times.Short)]", "")]
    [InlineData("[NotKey] Note?", "Note?")]
    public void Edit_that_makes_them_differ_takes_the_wrapper_back_and_its_undoing_gives_it_again(string before, string after)
    {
        var project = new Edits();
        Assert.True(project.IsShared);
        project.Replace(before, after);
        Assert.False(project.IsShared);
        project.Replace(after, before);
        Assert.True(project.IsShared);
    }

    // The holder is named after the wrapper, and its key takes the arguments in the order of the method's.
    [Fact]
    public void Order_of_the_other_methods_parameters_is_followed()
    {
        var project = new Edits();
        Assert.Contains("static (s, item) => new(s.tenantId, item),", project.Text, StringComparison.Ordinal);
        project.Replace("(int tenantId, int id, [NotKey]", "(int id, int tenantId, [NotKey]");
        Assert.Contains("static (s, item) => new(item, s.tenantId),", project.Text, StringComparison.Ordinal);
    }

    private sealed class Edits
    {
        private readonly EditedProject _project = new();
        private string[] _files = [Batch, One, Others];

        public Edits() => Run();

        public string Text { get; private set; } = "";

        public bool IsShared => Text.Contains("GetMethod.Cache);", StringComparison.Ordinal);

        public void Replace(string before, string after)
        {
            var edited = before.Length == 0
                ? [Batch, One, Others]
                : _files.Select(f => f.Replace(before, after, StringComparison.Ordinal)).ToArray();
            Assert.NotEqual(_files, edited);
            _files = edited;
            Run();
        }

        private void Run()
        {
            _project.Become(_files);
            (Text, var fresh) = _project.Generate(TestContext.Current.CancellationToken);
            Assert.Equal(fresh, Text);
        }
    }
}
