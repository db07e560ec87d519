using Derp.Kv.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Derp.Kv.Benchmarks;

/// <summary>What one more member of a result costs in generated source and in the assembly.</summary>
internal static class SizeBenchmark
{
    private const int Members = 40;

    public static void Run(Report report)
    {
        report.Title("Size", "What one more member of a result adds.");
        report.Line("| member | characters of source | bytes of the assembly |");
        report.Line("|---|--:|--:|");
        foreach (var type in (string[])["int", "string", "decimal", "System.Collections.Generic.List<string>"])
        {
            var (fewSource, fewImage) = Measure(type, 1);
            var (manySource, manyImage) = Measure(type, 1 + Members);
            report.Line(FormattableString.Invariant(
                $"| `{type[(type.LastIndexOf('.') + 1)..]}` | {(manySource - fewSource) / Members} | {(manyImage - fewImage) / Members} |"));
        }
    }

    // The image without the generated code is taken off, so that the members themselves do not count.
    private static (int Source, long Image) Measure(string type, int members)
    {
        var parameters = string.Join(", ", Enumerable.Range(0, members).Select(i => $"{type} Member{i}"));
        var project = AnnotatedProject.With($$"""
            using System.Threading.Tasks;
            using Derp.Kv;
            public sealed record Item({{parameters}});
            public sealed partial class Service(KvClient kv)
            {
                [Cached("item:{id}", Ttl = "5m")]
                private Task<Item?> GetCoreAsync(int id) => Task.FromResult<Item?>(null);
            }
            """);
        CSharpGeneratorDriver.Create([new KvGenerator().AsSourceGenerator()], parseOptions: AnnotatedProject.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(project, out var generated, out _);
        var source = generated.SyntaxTrees.Where(t => t.FilePath.Contains("ItemSerializer", StringComparison.Ordinal)).Sum(t => t.Length);
        return (source, Image((CSharpCompilation)generated) - Image(project));
    }

    private static long Image(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        return result.Success ? image.Length : throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }
}
