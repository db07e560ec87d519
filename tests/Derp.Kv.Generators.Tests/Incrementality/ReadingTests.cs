using System.Runtime.CompilerServices;
using Derp.Kv.Generators.Parsing;
using Derp.Kv.Generators.Pipeline;
using Derp.Kv.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Generators.Tests.Incrementality;

/// <summary>G1: which methods an edit reads again. That the others are right all the same is shown by <see cref="RandomEditTests"/>.</summary>
public class ReadingTests
{
    private static readonly string[] s_files =
    [
        """
        namespace Shop.Models;
        public sealed class Item { public int Id { get; set; } public int Twice() { return Id * 2; } }
        public sealed class Other { public string Name { get; set; } = ""; }
        """,
        """
        using Shop.Models;
        namespace Shop;
        public partial class Items(KvClient kv, ICollaborator more)
        {
            [Cached("item:{id}", Ttl = Times.Short)] private Task<Item?> GetCoreAsync(int id) { return Task.FromResult<Item?>(null); }
            [Cached("items:{id}", Ttl = "1m")] private Task<List<Item>> AllCoreAsync(int id) => Task.FromResult<List<Item>>([]);
            [Cached("other:{id}", Ttl = "1m")] private Task<Other?> OtherCoreAsync(int id) => Task.FromResult<Other?>(null);
            public string More => more.ToString()!;
        }
        """,
        """
        namespace Shop;
        public partial class Payments(KvClient kv)
        {
            [Idempotent("pay:{key}", Ttl = Times.Long)] private Task<int> PayCoreAsync(string key, Money money, [NotKey] ICollaborator more) => Task.FromResult(money.Cents);
            [Idempotent("send:{key}", Ttl = "1d")] private Task SendCoreAsync(string key) => Task.CompletedTask;
        }
        """,
        "namespace Shop; public static class Times { public const string Short = Moments.Second; public const string Long = \"1d\"; }",
        "namespace Shop; public static class Moments { public const string Second = \"1s\"; public const string Hour = \"1h\"; }",
        "namespace Shop; public interface ICollaborator { int Count(string text); }",
        "namespace Shop.Elsewhere; public class Unrelated { public string Name { get; set; } = \"\"; public int Cents; }",
        "namespace Shop; public struct Money { public int Cents { get; set; } }",
    ];

    [Theory]
    [InlineData(6, "public int Cents;", "public long Cents; public string Third = \"\";")]
    [InlineData(6, "public class Unrelated", "public class Another")]
    [InlineData(6, "public class Unrelated", "public class Item; public class Unrelated", "GetAsync", "AllAsync", "OtherAsync")]
    [InlineData(5, "int Count(string text);", "int Count(string text); string Text { get; }")]
    [InlineData(5, "public interface ICollaborator", "public interface ICollaborator : IDisposable", "GetAsync", "AllAsync", "OtherAsync", "PayAsync")]
    [InlineData(7, "int Cents", "long Cents", "PayAsync")]
    [InlineData(4, "\"1s\"", "\"2s\"", "GetAsync", "AllAsync", "OtherAsync")]
    [InlineData(0, "return Id * 2;", "return Id * 3;", "GetAsync", "AllAsync")]
    [InlineData(1, "return Task.FromResult<Item?>(null);", "return Task.FromResult<Item?>(new());")]
    [InlineData(1, "public string More", "public string Further", "GetAsync", "AllAsync", "OtherAsync")]
    public void Edit_reads_again_what_it_reaches(int file, string before, string after, params string[] read)
    {
        Assert.Contains(before, s_files[file], StringComparison.Ordinal);
        var edited = s_files.ToArray();
        edited[file] = edited[file].Replace(before, after, StringComparison.Ordinal);
        AssertRead(s_files, edited, read);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8)]
    public void New_file_is_read_alone(int at)
    {
        var more = s_files.ToList();
        more.Insert(at, "namespace Shop.New; public partial class Fresh(KvClient kv) { [Cached(\"fresh:{id}\", Ttl = \"1m\")] private Task<int> FreshCoreAsync(int id) => Task.FromResult(id); }");
        AssertRead(s_files, more, ["FreshAsync"]);
        AssertRead(more, s_files, []);
    }

    [Fact]
    public void New_part_of_a_type_reads_its_methods_again() =>
        AssertRead(s_files, [.. s_files, "namespace Shop; partial class Payments { public int More; }"], ["PayAsync", "SendAsync"]);

    [Theory]
    [InlineData("[assembly: System.Reflection.AssemblyTitle(\"x\")]")]
    [InlineData("global using System.Text;")]
    public void What_holds_for_all_files_reads_all_again(string text) =>
        AssertRead(s_files, [.. s_files, text], ["GetAsync", "AllAsync", "OtherAsync", "PayAsync", "SendAsync"]);

    // Elsewhere the compiler finds the name, and says that it cannot be used there (CS8801).
    [Theory]
    [InlineData("var Money = 1;", "PayAsync", "SendAsync")]
    [InlineData("int Money() => 1;", "PayAsync", "SendAsync")]
    [InlineData("int.TryParse(\"1\", out var Money);", "PayAsync", "SendAsync")]
    [InlineData("{ var Money = 1; }")]
    [InlineData("var unheard = 1;")]
    public void Name_among_top_level_statements_is_in_scope_in_every_file(string statement, params string[] read) =>
        AssertRead([.. s_files, "System.Console.Write(1);"], [.. s_files, $"System.Console.Write(1); {statement}"], read);

    [Fact]
    public void Surface_keeps_nothing_of_the_compilation()
    {
        var (surface, compilation) = Read();
        for (var i = 0; i < 20 && compilation.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(compilation.IsAlive);
        GC.KeepAlive(surface);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (ProjectSurface, WeakReference) Read()
    {
        var compilation = TestCompilation.Create(s_files);
        var before = ProjectSurface.Of(TestCompilation.Create(["", .. s_files]), CancellationToken.None);
        _ = before.Methods(CancellationToken.None).Count();
        var surface = ProjectSurface.Of(compilation, CancellationToken.None);
        Assert.False(ProjectSurface.Succession.Equals(before, surface));
        Assert.Equal(5, surface.Methods(CancellationToken.None).Count());
        return (surface, new WeakReference(compilation));
    }

    // What was not read again is the very same object.
    private static void AssertRead(IReadOnlyList<string> before, IReadOnlyList<string> after, string[] expected)
    {
        var ct = TestContext.Current.CancellationToken;
        var trees = before.Union(after).ToDictionary(static t => t, static t => CSharpSyntaxTree.ParseText(t, TestCompilation.ParseOptions(LanguageVersion.CSharp12)), StringComparer.Ordinal);
        var project = TestCompilation.Create([]);
        var first = ProjectSurface.Of(project.AddSyntaxTrees(before.Select(t => trees[t])), ct);
        var known = first.Methods(ct).ToList();
        var second = ProjectSurface.Of(project.AddSyntaxTrees(after.Select(t => trees[t])), ct);
        var methods = ProjectSurface.Succession.Equals(first, second) ? known : [.. second.Methods(ct)];
        Assert.Equal(expected, methods.Where(m => !known.Any(k => ReferenceEquals(k, m))).Select(static m => m.Method.Wrapper.Name));
    }
}
